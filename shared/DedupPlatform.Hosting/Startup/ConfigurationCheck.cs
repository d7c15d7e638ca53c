using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>Checks a host's configuration before anything is built from it.</summary>
internal static class ConfigurationCheck
{
    /// <summary>
    /// Checks the arguments, <c>Urls</c>, <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and every section that was added by <see cref="ConfiguredOptions"/>, and
    /// that no other section is named nearly like one of these.
    /// Outside the process, only the files that options name are touched.
    /// </summary>
    /// <returns>
    /// Whether <paramref name="args"/> ask for nothing but this check, with <c>--validate</c>, or for help, with <c>--help</c>; if so, it
    /// has said that the configuration is valid, or where the options are described.
    /// </returns>
    /// <exception cref="OptionsValidationException">Something is wrong; the exception lists all faults.</exception>
    public static bool OnlyValidates(this WebApplicationBuilder builder, string[] args)
    {
        if (CommandLine.AsksForHelp(args))
        {
            Console.WriteLine("docs/configuration.md describes the options, each given as --Section:Name VALUE, and --validate, which checks them.");
            return true;
        }

        var sections = builder.Services.Select(service => service.ImplementationInstance).OfType<ConfiguredSection>()
            .OrderBy(section => section.Name, StringComparer.Ordinal).ToList();
        List<string> faults =
        [
            .. CommandLine.Faults(args), .. ListenAddresses.Faults(builder.Configuration), .. Telemetry.Faults(builder.Configuration),
            .. sections.SelectMany(section => section.FaultsIn(builder.Configuration)),
            .. MistypedSections(builder.Configuration.GetChildren(), [.. sections.Select(section => section.Name)]),
        ];
        if (faults.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(ConfiguredSection), faults);
        }

        if (!CommandLine.Validates(args))
        {
            return false;
        }

        Console.WriteLine($"The configuration is valid. Sections: {string.Join(", ", sections.Select(section => section.Name))}");
        return true;
    }

    // Most sections are not ours: the framework's, another host's in a file that all share, or parts of the environment's variables. So only a name that
    // also begins like ours counts as mistyped: Index, which Standalone has, does not mean Reindex.
    private static IEnumerable<string> MistypedSections(IEnumerable<IConfigurationSection> sections, string[] ours) =>
        from section in sections
        where section.GetChildren().Any() && !ours.Contains(section.Key, StringComparer.OrdinalIgnoreCase)
        let nearest = NearestName.To(section.Key, ours.Where(name => section.Key.StartsWith(name[..1], StringComparison.OrdinalIgnoreCase)))
        where nearest is not null
        select $"{section.Key} is no section. Did you mean {nearest}?";
}
