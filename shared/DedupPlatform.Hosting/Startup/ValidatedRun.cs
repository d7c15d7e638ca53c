using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Hosting;

/// <summary>Runs a host once its configuration is found to be right, or only looks at it.</summary>
public static class ValidatedRun
{
    /// <summary>The argument with which a host checks its configuration and ends.</summary>
    internal const string Argument = "--validate";

    /// <summary>
    /// Checks every section the host uses, then runs it; with <c>--validate</c> among <paramref name="args"/> it says that all is right
    /// and ends. Nothing outside the process is touched by the check but the files that options name.
    /// </summary>
    /// <exception cref="OptionsValidationException">Something is wrong; it lists all of it.</exception>
    public static async Task RunValidatedAsync(this WebApplication app, string[] args)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(args);
        var sections = app.Services.GetServices<ConfiguredSection>().DistinctBy(section => section.Name).OrderBy(section => section.Name, StringComparer.Ordinal).ToList();
        var faults = sections.SelectMany(section => section.FaultsIn(app.Configuration)).ToList();
        if (faults.Count > 0)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(ConfiguredSection), faults);
        }

        if (args.Contains(Argument))
        {
            Console.WriteLine($"The configuration is valid. Sections: {string.Join(", ", sections.Select(section => section.Name))}");
            return;
        }

        await app.RunAsync();
    }
}
