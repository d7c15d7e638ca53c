using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;

namespace DedupPlatform.Hosting;

/// <summary>The arguments of a host: configuration keys, each with its value, <c>--validate</c> and <c>--help</c>, also <c>-h</c>.</summary>
internal static class CommandLine
{
    private const string Validate = "--validate";
    private const string Help = "--help";

    // All that have no section in front, but for those of OpenTelemetry.
    private static readonly string[] Keys =
    [
        "Urls", "AllowedHosts", "ForwardedHeaders_Enabled", HostDefaults.ApplicationKey, HostDefaults.ContentRootKey, HostDefaults.EnvironmentKey, WebHostDefaults.WebRootKey,
        WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey, WebHostDefaults.PreferHostingUrlsKey, WebHostDefaults.StaticWebAssetsKey,
        WebHostDefaults.DetailedErrorsKey, WebHostDefaults.CaptureStartupErrorsKey, WebHostDefaults.SuppressStatusMessagesKey,
        WebHostDefaults.ShutdownTimeoutKey, WebHostDefaults.StartupAssemblyKey, WebHostDefaults.HostingStartupAssembliesKey,
        WebHostDefaults.HostingStartupExcludeAssembliesKey, WebHostDefaults.PreventHostingStartupKey,
    ];

    public static bool Validates(string[] args) => args.Any(argument => Is(argument, Validate));

    public static bool AsksForHelp(string[] args) => args.Any(IsHelp);

    /// <summary>The arguments that set configuration keys; none if any of them is at fault, because the host would throw or misread them.</summary>
    public static string[] Settings(string[] args) => Faults(args).Any() ? [] : [.. Others(args)];

    /// <summary>
    /// What is wrong with the arguments. The host itself would take any word for a key and the argument after it for its value, so that
    /// a mistyped switch took the next one with it.
    /// </summary>
    public static IEnumerable<string> Faults(string[] args)
    {
        var settings = Others(args);
        for (var i = 0; i < settings.Length; i++)
        {
            // --Section= sets nothing; WebApplicationFactory writes one for each section.
            if (IsSwitch(settings[i]) && settings[i].EndsWith('='))
            {
                continue;
            }

            var key = settings[i].Split('=', 2)[0];
            var hasValue = settings[i].Contains('=');
            if (!hasValue && i + 1 < settings.Length && !IsSwitch(settings[i + 1]))
            {
                hasValue = true;
                i++;
            }

            if (!IsSwitch(key) || !IsKey(key[2..]))
            {
                var nearest = NearestName.To(key.TrimStart('-', '/'), [.. Keys, Validate[2..], Help[2..]]);
                yield return $"{key} is no option.{(nearest is null ? " Options are written --Section:Name VALUE." : $" Did you mean --{nearest}?")}";
            }
            else if (!hasValue)
            {
                yield return $"{key} lacks its value.";
            }
        }
    }

    private static string[] Others(string[] args) => [.. args.Where(argument => !Is(argument, Validate) && !IsHelp(argument))];

    private static bool IsSwitch(string argument) => argument.StartsWith("--", StringComparison.Ordinal);

    private static bool IsKey(string key) =>
        key.Contains(':') || key.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase) || Keys.Contains(key, StringComparer.OrdinalIgnoreCase);

    private static bool IsHelp(string argument) => Is(argument, Help) || Is(argument, "-h");

    private static bool Is(string argument, string name) => argument.Equals(name, StringComparison.OrdinalIgnoreCase);
}
