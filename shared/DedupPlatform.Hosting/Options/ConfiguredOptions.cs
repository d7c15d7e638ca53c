using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>Options that are checked before the process starts.</summary>
public static class ConfiguredOptions
{
    /// <summary>
    /// Binds a configuration section and checks it at start, by the attributes on <typeparamref name="T"/>: a wrong value or an
    /// unknown key prevents the start with a message that names the option, the value and what is allowed. Several features may add
    /// the same section.
    /// </summary>
    public static IServiceCollection AddConfiguredOptions<T>(this IServiceCollection services, string section)
        where T : class
    {
        var configured = new ConfiguredSection(section, typeof(T));
        if (services.Any(service => configured.Equals(service.ImplementationInstance)))
        {
            return services;
        }

        services.AddOptions<T>().BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        return services.AddSingleton(configured).AddSingleton<IValidateOptions<T>>(new Validator<T>(configured));
    }

    private sealed class Validator<T>(ConfiguredSection section) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var faults = section.FaultsOf(options).ToList();
            return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}
