using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>Options that are checked before the process starts.</summary>
public static class ConfiguredOptions
{
    /// <summary>
    /// Binds a configuration section and checks it at start, by the attributes on <typeparamref name="T"/>: a wrong value or an
    /// unknown key stops the start with a message that names the option, the value and what is allowed.
    /// </summary>
    public static IServiceCollection AddConfiguredOptions<T>(this IServiceCollection services, string section)
        where T : class
    {
        services.AddOptions<T>().BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<T>>(new Validator<T>(section));
    }

    private sealed class Validator<T>(string section) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var faults = new List<ValidationResult>();
            return System.ComponentModel.DataAnnotations.Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(faults.Select(fault => Describe(options, fault)));
        }

        private string Describe(T options, ValidationResult fault)
        {
            var member = fault.MemberNames.FirstOrDefault();
            var value = member is null ? null : typeof(T).GetProperty(member)?.GetValue(options);
            return member is null ? fault.ErrorMessage! : $"{section}:{member} is '{value}'. {fault.ErrorMessage}";
        }
    }
}
