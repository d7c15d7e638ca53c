using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>The check of a host's whole configuration, before anything is built from it.</summary>
public static class ConfigurationCheck
{
    /// <summary>The argument with which a host checks its configuration and ends.</summary>
    internal const string Argument = "--validate";

    /// <summary>
    /// Checks every section that was added by <see cref="ConfiguredOptions"/>. Nothing outside the process is touched but the files
    /// that options name.
    /// </summary>
    /// <returns>Whether <paramref name="args"/> ask for no more than this with <c>--validate</c>; then it has said that all is right.</returns>
    /// <exception cref="OptionsValidationException">Something is wrong; it lists all of it.</exception>
    public static bool OnlyValidates(this WebApplicationBuilder builder, string[] args)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(args);
        var sections = builder.Services.Select(service => service.ImplementationInstance).OfType<ConfiguredSection>()
            .Distinct().OrderBy(section => section.Name, StringComparer.Ordinal).ToList();
        var faults = sections.SelectMany(section => section.FaultsIn(builder.Configuration)).ToList();
        if (faults.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(ConfiguredSection), faults);
        }

        if (!args.Contains(Argument))
        {
            return false;
        }

        Console.WriteLine($"The configuration is valid. Sections: {string.Join(", ", sections.Select(section => section.Name))}");
        return true;
    }
}
