using System.Globalization;
using DedupPlatform.Qdrant.Double;
using Microsoft.Extensions.Configuration;

var arguments = new ConfigurationBuilder().AddCommandLine(args).Build();
await using var server = await QdrantDouble.StartAsync(new QdrantDoubleOptions
{
    Port = Port("port", 6334),
    HttpPort = Port("http-port", 6333),

    // It serves for as long as somebody tries the platform.
    Records = false,
});
Console.WriteLine($"In-memory double of a Qdrant server: gRPC at {server.Url}, /readyz at {server.HttpUrl}. What it holds is gone when it stops.");
await server.WaitForShutdownAsync();

int Port(string name, int standard) => arguments[name] is { } port ? int.Parse(port, CultureInfo.InvariantCulture) : standard;
