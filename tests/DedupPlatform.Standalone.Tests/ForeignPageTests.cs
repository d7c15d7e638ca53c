using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DedupPlatform.Standalone.Tests;

/// <summary>A page of a platform, in a real browser, that checks by itself. To a browser, the two names of this machine are two origins.</summary>
public sealed class ForeignPageTests(Browser browser) : IClassFixture<Browser>
{
    private const string Key = "a-key-nobody-guesses";

    [Fact]
    public async Task A_named_origins_page_may_check_with_the_key_and_read_why_it_is_refused_without()
    {
        using var data = new TemporaryDirectory();
        await using var platform = await StartPlatformAsync();
        var (named, other) = (platform.Urls.Single(), platform.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        using var standalone = await StandaloneProcess.StartAsync(data.Path, "--Access:Key", Key, "--Access:Origins", named);

        await browser.OpenAsync(new Uri(named));
        (await FetchAsync(standalone, "v1/duplicates/check", Key)).ShouldBe("200");
        (await FetchAsync(standalone, "v1/duplicates/check", "another-key-altogether")).ShouldBe("401");
        (await FetchAsync(standalone, "v1/questions", Key)).ShouldBe("TypeError");

        await browser.OpenAsync(new Uri(other));
        (await FetchAsync(standalone, "v1/duplicates/check", Key)).ShouldBe("TypeError");
    }

    [Fact]
    public async Task Without_a_key_only_a_named_origins_page_may_check()
    {
        using var data = new TemporaryDirectory();
        await using var platform = await StartPlatformAsync();
        var (named, other) = (platform.Urls.Single(), platform.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        using var standalone = await StandaloneProcess.StartAsync(data.Path, "--Access:Origins", named);

        await browser.OpenAsync(new Uri(named));
        (await FetchAsync(standalone, "v1/duplicates/check")).ShouldBe("200");
        (await FetchAsync(standalone, "v1/questions")).ShouldBe("TypeError");

        await browser.OpenAsync(new Uri(other));
        (await FetchAsync(standalone, "v1/duplicates/check")).ShouldBe("TypeError");
    }

    private static async Task<WebApplication> StartPlatformAsync()
    {
        var platform = WebApplication.CreateSlimBuilder().Build();
        platform.Urls.Add("http://127.0.0.1:0");
        platform.MapGet("/", () => Results.Content("<!doctype html><title>Ask</title>", "text/html"));
        await platform.StartAsync();
        return platform;
    }

    /// <summary>Has the page call, and tells which status it gets to see; a TypeError is what it sees of an answer that it may not read.</summary>
    private async Task<string?> FetchAsync(ServiceProcess standalone, string path, string? key = null)
    {
        var authorization = key is null ? "" : $"authorization: 'Bearer {key}', ";
        await browser.EvaluateAsync($$"""
            (seen = undefined, fetch('{{standalone.Http.BaseAddress}}{{path}}', {
                method: 'POST', headers: { {{authorization}}'content-type': 'application/json' }, body: '{"title":"Is anybody there?"}'
            }).then(answer => seen = answer.status, fault => seen = fault.name))
            """);
        string? seen = null;
        await Until.TrueAsync(async () => (seen = await browser.EvaluateAsync("seen")) != "undefined", "the call is over");
        return seen;
    }
}
