namespace DedupPlatform.Standalone.Tests;

/// <summary>The page at <c>/</c>, in a real browser.</summary>
public sealed class PageTests(SharedStandalone standalone, Browser browser) : IClassFixture<SharedStandalone>, IClassFixture<Browser>
{
    private const string Candidates = "[...document.querySelectorAll('#candidates .title')].map(title => title.textContent).join('|')";
    private const string Focused = "document.activeElement.id";
    private const string Status = "document.querySelector('#status').textContent";
    private const string NothingFound = $"{Status}.startsWith('No stored question')";

    [Fact]
    public async Task While_somebody_types_it_shows_what_was_asked_before()
    {
        await standalone.Http.AskAsync(new { id = "eggs", title = "How long should I boil an egg?", url = "https://example.org/q/eggs" });
        await standalone.Http.AskAsync(new { id = "rice", title = "How much water does rice need?" });
        await standalone.Http.WorkedOffAsync();
        await browser.OpenAsync(standalone.Http.BaseAddress!);
        await browser.ShowsAsync(Focused, "title");

        await browser.TypeAsync("For how long do you boil eggs?");

        await browser.ShowsAsync(Candidates, "How long should I boil an egg?");
        (await browser.EvaluateAsync("document.querySelector('#candidates .title').href")).ShouldBe("https://example.org/q/eggs");
        (await browser.EvaluateAsync(Status)).ShouldNotBeNull().ShouldStartWith("These may mean the same");

        await browser.SelectAsync("#title");
        await browser.TypeAsync("Do cats dream?");
        await browser.ShowsAsync(NothingFound, "true");
        (await browser.EvaluateAsync(Candidates)).ShouldBe("");
    }

    [Fact]
    public async Task It_checks_complete_words_and_all_of_the_text_once_the_typing_pauses()
    {
        await OpenSiteAsync("typing");
        await browser.EvaluateAsync("(network = fetch, asked = [], fetch = (path, call) => (asked.push(JSON.parse(call.body).title), network(path, call)))");
        await browser.EvaluateAsync("(paused = () => 0, setTimeout = action => paused = action)");

        await browser.TypeAsync("How many eggs? A su");
        await browser.ShowsAsync("asked.join('|')", "How|How many|How many eggs?|How many eggs? A");

        await browser.EvaluateAsync("paused()");
        await browser.EvaluateAsync("paused()");
        await browser.ShowsAsync("asked.join('|')", "How|How many|How many eggs?|How many eggs? A|How many eggs? A su");
    }

    [Fact]
    public async Task What_is_stored_on_it_is_found_on_it_and_a_title_is_text_whatever_it_holds()
    {
        const string title = "What does <img src=x onerror=alert(1)> do?";
        await OpenSiteAsync("stored");

        await browser.TypeAsync(title);
        await browser.ShowsAsync(NothingFound, "true");
        await browser.ClickAsync("form button");
        await browser.ClickAsync("form button");

        await browser.ShowsAsync(Candidates, title);
        await standalone.Http.WorkedOffAsync();
        (await standalone.Http.CandidateIdsAsync(new { site = "stored", title })).Count.ShouldBe(1, "whoever clicks twice means one question");
        await browser.ShowsAsync("document.querySelector('#candidates .similarity').textContent", "1.000");
        (await browser.EvaluateAsync("document.querySelectorAll('img').length")).ShouldBe("0");
    }

    [Fact]
    public async Task A_lower_threshold_shows_more_and_a_verdict_is_counted()
    {
        await standalone.Http.AskAsync(new { site = "verdicts", id = "1", title = "How do I change a flat tyre?" });
        await standalone.Http.WorkedOffAsync();
        await OpenSiteAsync("verdicts");
        await browser.TypeAsync("How do I change a light bulb?");
        await browser.ShowsAsync(NothingFound, "true");

        await browser.EvaluateAsync("(threshold.value = 0.1, threshold.dispatchEvent(new Event('input')))");
        await browser.ShowsAsync(Candidates, "How do I change a flat tyre?");

        await browser.EvaluateAsync("(network = fetch, fetch = () => Promise.reject(new Error('No network.')))");
        await browser.ClickAsync("#candidates .verdict button[value=false]");
        await browser.ShowsAsync(Status, "No network.");
        (await browser.EvaluateAsync(Candidates)).ShouldBe("How do I change a flat tyre?");

        await browser.EvaluateAsync("fetch = network");
        await browser.ClickAsync("#candidates .verdict button[value=false]");
        await browser.ShowsAsync("document.querySelector('#candidates .verdict').textContent", "Thank you.");
        await Until.TrueAsync(async () => await standalone.Http.MeasuredAsync("dedup_feedback_similarity_count", "verdict=\"other\"") > 0, "the verdict is counted");
    }

    [Fact]
    public async Task Its_address_holds_the_site_and_no_threshold_is_shown_before_the_first_answer()
    {
        const string threshold = "document.querySelector('#chosen-threshold').hidden";
        await OpenSiteAsync("addressed");
        await browser.ShowsAsync("location.search", "?site=addressed");
        (await browser.EvaluateAsync(threshold)).ShouldBe("true");

        await browser.OpenAsync(new Uri(standalone.Http.BaseAddress!, "?site=addressed"));
        await browser.ShowsAsync(Focused, "title");
        await browser.TypeAsync("Anything new?");

        await browser.ShowsAsync($"{Status}.startsWith('No stored question in the site addressed reaches')", "true");
        (await browser.EvaluateAsync(threshold)).ShouldBe("false");
    }

    [Fact]
    public async Task It_says_what_is_wrong_with_a_question()
    {
        await OpenSiteAsync("No Spaces!");

        await browser.TypeAsync("Why?");

        await browser.ShowsAsync($"{Status}.startsWith('site must be')", "true");
    }

    [Fact]
    public async Task With_an_access_key_it_asks_for_the_key()
    {
        using var data = new TemporaryDirectory();
        using var locked = await StandaloneProcess.StartAsync(data.Path, "--Access:Key", "a-key-nobody-guesses");
        await browser.OpenAsync(locked.Http.BaseAddress!);
        (await browser.EvaluateAsync("access.hidden")).ShouldBe("true");
        await browser.ShowsAsync(Focused, "title");
        await browser.TypeAsync("Is anybody there?");
        await browser.ShowsAsync("access.hidden", "false");

        await browser.SelectAsync("#key");
        await browser.TypeAsync("a-key-nobody-guesses");
        await browser.EvaluateAsync("title.focus()");

        await browser.ShowsAsync(NothingFound, "true");
    }

    private async Task OpenSiteAsync(string site)
    {
        await browser.OpenAsync(standalone.Http.BaseAddress!);
        await browser.SelectAsync("#site");
        await browser.TypeAsync(site);
        await browser.SelectAsync("#title");
    }
}
