using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace DedupPlatform.Hosting;

/// <summary>Where a host listens: the addresses in <c>Urls</c>.</summary>
internal static class ListenAddresses
{
    /// <summary>
    /// What is wrong with them. Kestrel takes a port that it cannot read for part of the host name, and listens on all network
    /// interfaces for any host that is neither an IP address nor <c>localhost</c>; without any address it listens on port 5000.
    /// </summary>
    public static IEnumerable<string> Faults(IConfiguration configuration) =>
        from address in configuration[WebHostDefaults.ServerUrlsKey]?.Split(';', StringSplitOptions.RemoveEmptyEntries).DefaultIfEmpty("") ?? []
        where !IsValid(address)
        select $"Urls is '{address}'. It must be http:// or https://, a host and a port from 0 to 65535, such as http://127.0.0.1:8080; "
            + "the host is an IP address, localhost, or * for every address of this machine; semicolons, without blanks, between several.";

    /// <summary>What says where to listen; Kestrel's own endpoints take precedence.</summary>
    public static string Describe(IConfiguration configuration) => configuration.GetSection("Kestrel:Endpoints").Exists()
        ? "Kestrel:Endpoints names an address"
        : $"Urls is '{configuration[WebHostDefaults.ServerUrlsKey]}'";

    private static bool IsValid(string text)
    {
        try
        {
            var address = BindingAddress.Parse(text);
            return address.Scheme is "http" or "https"
                && address.PathBase.Length == 0
                && (address.IsUnixPipe || address.IsNamedPipe || (address.Port is >= 0 and <= 65_535 && IsHost(address.Host)));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool IsHost(string host) =>
        host is "*" or "+" || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out _) && (host[0] == '[' ? host[^1] == ']' : !host.Contains(':')));
}
