using System.Net;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Tests;

namespace DedupPlatform.Standalone.Tests;

/// <summary>A process that has met with everything that is measured.</summary>
public sealed class LoadedStandalone : IAsyncLifetime
{
    private readonly TemporaryDirectory _data = new();
    private ServiceProcess _process = null!;

    public HttpClient Http => _process.Http;

    public async ValueTask InitializeAsync()
    {
        var models = Directory.CreateDirectory(Path.Combine(_data.Path, "models")).FullName;
        new TinyBert().Write(Path.Combine(models, "small"));
        new TinyBert { Pooling = Pooling.Cls }.Write(Path.Combine(models, "other"));
        _process = await StandaloneProcess.StartAsync(
            Path.Combine(_data.Path, "data"), "--Encoder:Model", Path.Combine(models, "small"), "--Duplicates:Sites:cooking", "0.5");

        foreach (var site in new[] { "cooking", "nobody-knows-it" })
        {
            using var accepted = await Http.AskAsync(new { site, id = "1", title = "How do I reset my router?" });
            accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        using var invalid = await Http.AskAsync(new { site = "cooking", id = "2" });
        invalid.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await Http.WorkedOffAsync();
        await Http.CheckAsync(new { site = "cooking", title = "How do I reset my router?" });
        await Http.CheckAsync(new { site = "nobody-knows-it", title = "How do I reset my router?" });
        using var judged = await Http.PostJsonAsync("/v1/duplicates/feedback", """{"site":"cooking","similarity":0.9,"isDuplicate":true}""");
        judged.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        using var reindex = await Http.PostJsonAsync("/v1/reindex", """{"model":"other"}""");
        reindex.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Until.TrueAsync(async () => await Http.MeasuredAsync("dedup_reindex_questions", "state=\"total\"") == 2, "the reindex is measured");
    }

    public ValueTask DisposeAsync()
    {
        _process.Dispose();
        _data.Dispose();
        return ValueTask.CompletedTask;
    }
}
