using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace DedupPlatform.Hosting;

/// <summary>A configuration section and the options it is bound to.</summary>
/// <param name="Name">The section's name, such as <c>Encoder</c>.</param>
/// <param name="Options">The class of its options; their attributes say what is allowed.</param>
internal sealed record ConfiguredSection(string Name, Type Options)
{
    /// <summary>Everything wrong with the section: unknown keys, values of the wrong type, values out of range.</summary>
    public IEnumerable<string> FaultsIn(IConfiguration configuration)
    {
        var options = Activator.CreateInstance(Options, nonPublic: true)!;
        var section = configuration.GetSection(Name);
        return [.. section.GetChildren().SelectMany(key => Bind(key, options)), .. FaultsOf(options)];
    }

    /// <summary>What the attributes of <paramref name="options"/> find wrong with their values.</summary>
    public IEnumerable<string> FaultsOf(object options)
    {
        var context = new ValidationContext(options);
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, context, faults, validateAllProperties: true) && options is IValidatableObject whole)
        {
            // The validator leaves these out if a single value is wrong.
            faults.AddRange(whole.Validate(context));
        }

        return faults.Select(fault => Describe(options, fault)).Distinct();
    }

    private List<string> Bind(IConfigurationSection key, object options)
    {
        if (Find(key.Key) is not { } property)
        {
            var nearest = NearestName.To(key.Key, Options.GetProperties().Select(known => known.Name));
            return [$"{key.Path} is no option.{(nearest is null ? "" : $" Did you mean {Name}:{nearest}?")}"];
        }

        if (!property.CanWrite)
        {
            return BindEach(key, property.GetValue(options)!);
        }

        if (key.GetChildren().FirstOrDefault() is { } deeper)
        {
            return [$"{deeper.Path} is no option. {Name}:{property.Name} takes a single value."];
        }

        // A number alone would be read as days.
        if (property.PropertyType == typeof(TimeSpan) && key.Value?.Contains(':') == false)
        {
            return [$"{Name}:{property.Name} {Quote(property, key.Value)}. {Allowed(property)} Ten seconds are 00:00:10; a number alone would be days."];
        }

        try
        {
            property.SetValue(options, key.Get(property.PropertyType));
            return [];
        }
        catch (InvalidOperationException)
        {
            return [$"{Name}:{property.Name} {Quote(property, key.Value)}. {Allowed(property)}"];
        }
    }

    /// <summary>Binds the entries of a dictionary, which are similarities, one by one, so that a wrong one does not hide the next.</summary>
    private static List<string> BindEach(IConfigurationSection key, object dictionary)
    {
        var faults = new List<string>();
        if (!string.IsNullOrEmpty(key.Value))
        {
            faults.Add($"{key.Path} is '{key.Value}'. It takes a number from 0 to 1 for each name, like {key.Path}:NAME.");
        }

        foreach (var entry in key.GetChildren())
        {
            if (entry.GetChildren().FirstOrDefault() is { } deeper)
            {
                faults.Add($"{deeper.Path} is no option. {entry.Path} takes a single value.");
            }
            else if (Number(entry) is { } number)
            {
                ((System.Collections.IDictionary)dictionary)[entry.Key] = number;
            }
            else
            {
                faults.Add($"{entry.Path} is '{entry.Value}'. It must be a number from 0 to 1.");
            }
        }

        return faults;

        object? Number(IConfigurationSection entry)
        {
            try
            {
                return entry.Get(dictionary.GetType().GetGenericArguments()[1]);
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }
    }

    private string Describe(object options, ValidationResult fault) =>
        fault.MemberNames.FirstOrDefault() is { } member && Find(member) is { } property
            ? $"{Name}:{member} {Quote(property, property.GetValue(options))}. {fault.ErrorMessage}"
            : fault.ErrorMessage!;

    private PropertyInfo? Find(string name) =>
        Options.GetProperties().FirstOrDefault(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase));

    private static string Quote(PropertyInfo property, object? value) =>
        property.GetCustomAttribute<DataTypeAttribute>() is { DataType: DataType.Password }
        || (property.PropertyType == typeof(Uri) && MayHoldPassword(value))
            ? "cannot be used"
            : $"is '{value}'";

    // A text that is not an address may do so, too.
    private static bool MayHoldPassword(object? address) => address is string or Uri { IsAbsoluteUri: true, UserInfo.Length: > 0 };

    private static string Allowed(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var rule = property.GetCustomAttributes<ValidationAttribute>().FirstOrDefault(attribute => attribute.ErrorMessage is not null);
        return rule?.FormatErrorMessage(property.Name)
            ?? (type == typeof(bool) ? "It must be true or false." : type == typeof(Uri) ? "It must be an address." : $"It must be a {type.Name}.");
    }
}
