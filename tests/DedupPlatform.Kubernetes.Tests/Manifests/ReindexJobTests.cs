using System.Collections.Concurrent;
using System.Text.Json;
using DedupPlatform.Kubernetes.Tests.Running;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Kubernetes.Tests.Manifests;

/// <summary>The job of k8s/reindex beside the services of production.</summary>
public sealed class ReindexJobTests : IAsyncLifetime
{
    private const string Project = "services/Cli/DedupPlatform.Cli";

    private readonly ConcurrentQueue<string> _calls = [];
    private readonly WebApplication _ingestion;

    public ReindexJobTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _ingestion = builder.Build();
        _ingestion.Run(async context =>
        {
            var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            _calls.Enqueue($"{context.Request.Method} {context.Request.Path} {context.Request.Headers.Authorization} {body}");
            await context.Response.WriteAsync("""{"jobId":"questions-default-2","state":"completed","done":2,"total":2}""");
        });
    }

    public async ValueTask InitializeAsync() => await _ingestion.StartAsync();

    public ValueTask DisposeAsync() => _ingestion.DisposeAsync();

    [Fact]
    public async Task Its_arguments_start_a_reindex_with_the_key_it_is_given_and_follow_it_to_its_end()
    {
        var job = await ContainerAsync(Kustomization.Reindex, "reindex");
        var service = new Uri(job.Args[job.Args.IndexOf("--url") + 1]);
        (await Kustomization.OfAsync(Kustomization.Production)).Get<V1Service>(service.Host).Spec.Ports.ShouldContain(port => port.Port == service.Port);
        var key = job.Env.ShouldHaveSingleItem();

        var run = await Command.RunAsync(
            Repository.Program("DedupPlatform.Cli", "dedup"),
            job.Args.Select(argument => argument.Replace(service.OriginalString, _ingestion.Urls.Single())),
            [new(key.Name, "the-key")]);

        run.ExitCode.ShouldBe(0, run.Errors);
        _calls.ShouldBe(["""POST /v1/reindex Bearer the-key {"model":"default"}""", "GET /v1/reindex/questions-default-2 Bearer the-key "]);
    }

    [Fact]
    public async Task Its_key_is_the_one_that_ingestion_asks_for()
    {
        var given = (await ContainerAsync(Kustomization.Reindex, "reindex")).Env.ShouldHaveSingleItem().ValueFrom.SecretKeyRef;
        var asked = (await ContainerAsync(Kustomization.Production, "ingestion")).Env.Single(variable => variable.Name == "Access__Key").ValueFrom.SecretKeyRef;

        (given.Name, given.Key).ShouldBe((asked.Name, asked.Key));
        (await Kustomization.OfAsync(Kustomization.Production)).Get<V1Secret>(given.Name).Data.ShouldContainKey(given.Key);
    }

    [Fact]
    public async Task Its_image_runs_the_command_as_nobody_special_on_the_runtime_that_it_needs()
    {
        var job = await ContainerAsync(Kustomization.Reindex, "reindex");
        var lines = Repository.Text($"{Project}/Dockerfile").Split('\n');

        job.Command.ShouldBeNull();
        lines.ShouldContain(line => line.Contains($"dotnet publish {Project} -c Release -o /app", StringComparison.Ordinal));
        lines.ShouldContain("ENTRYPOINT [\"/app/dedup\"]");
        lines.ShouldContain("USER $APP_UID");
        lines.Last(line => line.StartsWith("FROM ", StringComparison.Ordinal)).ShouldBe("FROM mcr.microsoft.com/dotnet/runtime:10.0-noble");
        using var needed = JsonDocument.Parse(await File.ReadAllTextAsync(
            Repository.Program("DedupPlatform.Cli", "dedup") + ".runtimeconfig.json", TestContext.Current.CancellationToken));
        needed.RootElement.GetProperty("runtimeOptions").GetProperty("framework").GetProperty("name").GetString().ShouldBe("Microsoft.NETCore.App");
    }

    private static async Task<V1Container> ContainerAsync(string path, string owner) =>
        (await Kustomization.OfAsync(path)).Pods[owner].Spec.Containers.ShouldHaveSingleItem();
}
