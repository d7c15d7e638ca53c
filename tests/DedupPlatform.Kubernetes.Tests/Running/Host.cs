namespace DedupPlatform.Kubernetes.Tests.Running;

/// <summary>The hosts, each as it was built.</summary>
internal static class Host
{
    public static readonly IReadOnlyList<string> Names = ["Standalone", "Ingestion.Api", "Query.Api", "Embedding.Worker"];

    public static Task<Command> ValidateAsync(
        string host, IEnumerable<string>? arguments = null, IEnumerable<KeyValuePair<string, string>>? environment = null) =>
        RunAsync(host, ["--validate", .. arguments ?? []], environment);

    /// <summary>Runs a host that is expected to end by itself.</summary>
    public static Task<Command> RunAsync(string host, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>>? environment = null) =>
        Command.RunAsync(Repository.Program($"DedupPlatform.{host}"), arguments, environment);
}
