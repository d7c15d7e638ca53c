using System.Text.RegularExpressions;
using DedupPlatform.Kubernetes.Tests.Configuration;
using DedupPlatform.Kubernetes.Tests.Running;

namespace DedupPlatform.Kubernetes.Tests.Compose;

/// <summary>No engine runs here: what the files say is held against the code and against each other.</summary>
public sealed class ComposeTests
{
    public static TheoryData<string, string> Hosts => new()
    {
        { "ingestion", "Ingestion.Api" },
        { "query", "Query.Api" },
        { "worker", "Embedding.Worker" },
    };

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_service_accepts_every_variable_it_is_given(string service, string host)
    {
        var variables = ComposeFile.Services[service].Map("environment").Strings();
        var known = ConfigurationTable.Sections.SelectMany(section => ConfigurationTable.Options(section.Value).Select(option => $"{section.Key}__{option.Name}"));
        variables.Keys.Where(name => !name.StartsWith("OTEL_", StringComparison.Ordinal)).ShouldBeSubsetOf(known);

        var validation = await Host.ValidateAsync(host, environment: variables);
        validation.ExitCode.ShouldBe(0, validation.Errors);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public void An_image_is_built_in_stages_runs_as_nobody_special_and_holds_the_model(string service, string host)
    {
        var dockerfile = (string)ComposeFile.Services[service].Map("build")["dockerfile"];
        var lines = Repository.Text(dockerfile).Split('\n');

        lines.Count(line => line.StartsWith("FROM ", StringComparison.Ordinal)).ShouldBe(2);
        lines.Last(line => line.StartsWith("FROM ", StringComparison.Ordinal)).ShouldBe("FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble");
        lines.ShouldContain("COPY --chmod=755 models /models");
        lines.ShouldContain("USER $APP_UID");
        lines.ShouldContain($"ENTRYPOINT [\"/app/DedupPlatform.{host}\"]");
        lines.ShouldNotContain(line => line.StartsWith("ARG TORCH=", StringComparison.Ordinal) && line != "ARG TORCH=", "libtorch is only in an image that asks for it");
    }

    [Fact]
    public void What_is_waited_for_has_a_health_check()
    {
        var awaited = ComposeFile.Services.Values.SelectMany(service => service.Map("depends_on")).ToList();
        awaited.Select(dependency => (string)dependency.Key).Distinct().ShouldBe(["qdrant", "rabbitmq"], ignoreOrder: true);
        awaited.ShouldAllBe(dependency => (string)((IReadOnlyDictionary<object, object>)dependency.Value)["condition"] == "service_healthy");
        awaited.ShouldAllBe(dependency => ComposeFile.Services[(string)dependency.Key].ContainsKey("healthcheck"));
        Hosts.ShouldAllBe(host => ComposeFile.Services[host.Data.Item1].ContainsKey("healthcheck"));
    }

    [Fact]
    public void Every_image_that_is_not_ours_is_of_one_version()
    {
        var images = ComposeFile.Services.Values.Where(service => service.ContainsKey("image")).Select(service => (string)service["image"]).ToList();
        images.ShouldContain("rabbitmq:4.1.4-management");
        images.ShouldAllBe(image => Regex.IsMatch(image, @":v?\d+\.\d+\.\d+(-\w+)?$"), "down to the patch");
    }

    [Fact]
    public void Prometheus_looks_at_every_service_that_has_metrics()
    {
        var targets = Regex.Matches(Repository.Text("k8s/monitoring/prometheus.yaml"), @"^  - job_name: (\w+)(?:\n    metrics_path: \S+)?\n    static_configs: \[\{ targets: \[""(\w+):(\d+)""\]", RegexOptions.Multiline)
            .Select(match => (Job: match.Groups[1].Value, Service: match.Groups[2].Value, Port: match.Groups[3].Value)).ToList();

        targets.ShouldAllBe(target => target.Job == target.Service);
        targets.Select(target => (target.Service, target.Port))
            .ShouldBe([("ingestion", "8081"), ("query", "8082"), ("worker", "8083"), ("rabbitmq", "15692"), ("qdrant", "6333")]);
        targets.ShouldAllBe(target => ComposeFile.Services.ContainsKey(target.Service));
    }

    [Fact]
    public void The_files_that_Prometheus_and_Grafana_are_given_are_there()
    {
        var mounts = ComposeFile.Services.Values.Where(service => service.ContainsKey("volumes")).SelectMany(service => ((IEnumerable<object>)service["volumes"]).Cast<string>())
            .Select(volume => volume.Split(':')).Where(volume => volume[0].StartsWith('.')).ToDictionary(volume => volume[1], volume => volume[0]);

        mounts.Values.ShouldAllBe(path => Path.Exists(Path.Combine(Repository.Root, path)));
        var command = ((IEnumerable<object>)ComposeFile.Services["prometheus"]["command"]).Cast<string>();
        command.ShouldContain("--config.file=/etc/prometheus/dedup/prometheus.yaml");
        mounts["/etc/prometheus/dedup"].ShouldBe("./k8s/monitoring");
        mounts["/etc/grafana/dashboards"].ShouldBe("./k8s/monitoring/dashboards");
        Repository.Text("k8s/monitoring/grafana/dashboards.yaml").ShouldContain("path: /etc/grafana/dashboards ");
    }
}
