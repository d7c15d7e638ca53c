using System.Text.RegularExpressions;

namespace DedupPlatform.Standalone.Tests;

/// <summary>The page at <c>/</c>, in a real browser.</summary>
public sealed partial class PageTests(SharedStandalone standalone, Browser browser) : IClassFixture<SharedStandalone>, IClassFixture<Browser>
{
    private const string Candidates = "[...document.querySelectorAll('#candidates .title')].map(title => title.textContent).join('|')";
    private const string Figures = "document.querySelector('#candidates .figures').textContent";
    private const string Focused = "document.activeElement.id";
    private const string Status = "document.querySelector('#status').textContent";
    private const string RecordChecks =
        "(network = fetch, asked = [], fetch = (path, call) => (asked.push(JSON.parse(call.body).title), network(path, call)))";
    private const string HoldTimers = "(paused = () => 0, setTimeout = action => paused = action)";
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
        (await browser.EvaluateAsync(Status)).ShouldBe("1 may mean the same.");
        (await browser.EvaluateAsync(Figures)).ShouldNotBeNull().ShouldMatch("^similarity 0\\.9[0-9]{2}, probability [0-9]{2} %$");

        await browser.SelectAsync("#title");
        await browser.TypeAsync("Do cats dream?");
        await browser.ShowsAsync(NothingFound, "true");
        (await browser.EvaluateAsync(Candidates)).ShouldBe("");
    }

    [Fact]
    public async Task It_checks_complete_words_and_all_of_the_text_once_the_typing_pauses()
    {
        await OpenSiteAsync("typing");
        await browser.EvaluateAsync(RecordChecks);
        await browser.EvaluateAsync(HoldTimers);

        await browser.TypeAsync("How many eggs? A su");
        await browser.ShowsAsync("asked.join('|')", "How|How many|How many eggs?|How many eggs? A");

        await browser.EvaluateAsync("paused()");
        await browser.EvaluateAsync("paused()");
        await browser.ShowsAsync("asked.join('|')", "How|How many|How many eggs?|How many eggs? A|How many eggs? A su");

        // Whoever types slowly pauses within words, too; the list does not go back to the words before.
        await browser.TypeAsync("nny one? ");
        await browser.ShowsAsync("asked.slice(5).join('|')", "How many eggs? A sunny|How many eggs? A sunny one?");
    }

    [Fact]
    public async Task So_does_the_page_to_copy_which_shows_what_it_finds_as_text()
    {
        await standalone.Http.AskAsync(new { site = "cooking", id = "1", title = "How long should I boil <b>an</b> egg?", url = "https://example.org/q/1" });
        await standalone.Http.WorkedOffAsync();
        await OpenSiteAsync("cooking");
        await browser.EvaluateAsync(RecordChecks);
        await browser.EvaluateAsync(HoldTimers);
        var copied = PageToCopy().Match(Repository.Text("docs/proxies.md"));
        await browser.EvaluateAsync($"document.body.innerHTML = `{copied.Groups["elements"].Value}`");
        await browser.EvaluateAsync($"(() => {{ {copied.Groups["script"].Value} }})()");
        await browser.SelectAsync("#title");

        await browser.TypeAsync("How long do I bo");
        await browser.ShowsAsync("asked.join('|')", "How|How long|How long do|How long do I");
        await browser.TypeAsync("il <b>an</b> egg?");
        await browser.EvaluateAsync("paused()");

        await browser.ShowsAsync("[...document.querySelectorAll('#asked-before a')].map(link => link.textContent + ' ' + link.href).join('|')",
            "How long should I boil <b>an</b> egg? https://example.org/q/1");
    }

    [Fact]
    public async Task What_it_says_already_it_does_not_say_again_to_a_screen_reader()
    {
        await OpenSiteAsync("silent");
        await browser.TypeAsync("Why? ");
        await browser.ShowsAsync(NothingFound, "true");
        await browser.EvaluateAsync("(took.textContent = '', said = 0)");
        await browser.EvaluateAsync("new MutationObserver(() => said++).observe(document.querySelector('#status'), { childList: true })");

        await browser.TypeAsync("Because! ");

        await browser.ShowsAsync("took.textContent !== ''", "true");
        (await browser.EvaluateAsync("said")).ShouldBe("0");
    }

    [Fact]
    public async Task It_says_when_there_may_be_more_than_it_shows()
    {
        foreach (var id in Enumerable.Range(1, 11))
        {
            await standalone.Http.AskAsync(new { site = "more", id = $"{id}", title = "How long should I boil an egg?" });
        }

        await standalone.Http.WorkedOffAsync();
        await OpenSiteAsync("more");

        await browser.TypeAsync("For how long do you boil eggs?");

        await browser.ShowsAsync(Status, "The 10 most similar may mean the same.");
    }

    [Theory]
    [InlineData("Promise.reject(new TypeError('Failed to fetch'))", "The service cannot be reached.")]
    [InlineData("Promise.resolve(new Response('<html>', { status: 502, headers: { 'content-type': 'text/html' } }))", "The service answered 502.")]
    [InlineData("Promise.resolve(new Response(null, { status: 503 }))", "The service answered 503.")]
    [InlineData("Promise.resolve(new Response('<html>', { status: 200, headers: { 'content-type': 'text/html' } }))", "The service answered 200.")]
    public async Task When_the_service_is_away_it_says_so_and_checks_again_at_the_next_pause(string answer, string said)
    {
        await OpenSiteAsync("away");
        await browser.EvaluateAsync(HoldTimers);
        await browser.EvaluateAsync($"(network = fetch, fetch = () => {answer})");
        await browser.TypeAsync("Why?");
        await browser.ShowsAsync(Status, said);

        await browser.EvaluateAsync("(fetch = network, paused())");

        await browser.ShowsAsync(NothingFound, "true");
    }

    [Theory]
    [InlineData("Response.json({ detail: 'The disk is full.' }, { status: 503, headers: { 'retry-after': '30' } })", "The disk is full. The next try is in 30 s.")]
    [InlineData("Response.json({ detail: 'Too many.' }, { status: 429, headers: { 'retry-after': '2' } })", "The service is busy. The next try is in 2 s.")]
    [InlineData("new Response('<html>', { status: 429 })", "The service is busy. The next try is in 1 s.")]
    public async Task While_the_service_is_busy_it_shows_nothing_of_an_earlier_text_and_tries_again_when_told(string answer, string said)
    {
        await standalone.Http.AskAsync(new { site = "busy", id = "1", title = "How long should I boil an egg?" });
        await standalone.Http.WorkedOffAsync();
        await OpenSiteAsync("busy");
        await browser.TypeAsync("For how long do you boil eggs?");
        await browser.ShowsAsync(Candidates, "How long should I boil an egg?");

        await browser.EvaluateAsync(HoldTimers);
        await browser.EvaluateAsync($"(network = fetch, fetch = () => Promise.resolve({answer}))");
        await browser.TypeAsync(" Or?");
        await browser.ShowsAsync(Status, said);
        (await browser.EvaluateAsync(Candidates)).ShouldBe("");

        await browser.EvaluateAsync("(fetch = network, paused())");
        await browser.ShowsAsync($"{Status}.includes('The next try')", "false");
    }

    [Fact]
    public async Task A_return_checks_and_stores_nothing()
    {
        await OpenSiteAsync("returned");
        await browser.EvaluateAsync(RecordChecks);
        await browser.EvaluateAsync(HoldTimers);

        await browser.TypeAsync("Why\r");

        await browser.ShowsAsync(NothingFound, "true");
        (await browser.EvaluateAsync("asked.join('|')")).ShouldBe("Why");
        await standalone.Http.WorkedOffAsync();
        (await standalone.Http.CandidateIdsAsync(new { site = "returned", title = "Why" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_question_written_from_right_to_left_is_shown_so()
    {
        const string title = "\u05d0\u05d9\u05da (\u05e7\u05e9\u05d4)?";
        await standalone.Http.AskAsync(new { site = "hebrew", id = "1", title });
        await standalone.Http.WorkedOffAsync();
        await OpenSiteAsync("hebrew");

        await browser.TypeAsync(title);

        await browser.ShowsAsync(Candidates, title);
        const string directions = "['#title', '.title'].map(name => getComputedStyle(document.querySelector(name)).direction)";
        (await browser.EvaluateAsync(directions)).ShouldBe("rtl,rtl");
    }

    [Fact]
    public async Task After_an_update_no_file_of_an_earlier_version_is_shown()
    {
        foreach (var file in (string[])["", "page.js", "page.css"])
        {
            using var answer = await standalone.Http.GetAsync(file);
            answer.Headers.CacheControl.ShouldNotBeNull().NoCache.ShouldBeTrue(file);
        }
    }

    [Fact]
    public async Task What_is_stored_on_it_is_found_on_it_and_a_title_is_text_whatever_it_holds()
    {
        const string title = "What does <img src=x onerror=alert(1)> do?";
        await OpenSiteAsync("stored");

        await browser.TypeAsync(title);
        await browser.ShowsAsync(NothingFound, "true");
        await browser.ClickAsync("#store");
        await browser.ClickAsync("#store");

        await browser.ShowsAsync(Candidates, title);
        await browser.ShowsAsync($"/^Stored as page-[0-9]+\\. 1 may mean the same\\.$/.test({Status})", "true");
        await standalone.Http.WorkedOffAsync();
        (await standalone.Http.CandidateIdsAsync(new { site = "stored", title })).Count.ShouldBe(1, "whoever clicks twice means one question");
        await browser.ShowsAsync($"{Figures}.startsWith('similarity 1.000')", "true");
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

        (await browser.EvaluateAsync("document.querySelector('.verdict button').getAttribute('aria-label')")).ShouldBe("yes: How do I change a flat tyre?");
        await browser.EvaluateAsync("(network = fetch, fetch = () => Promise.reject(new TypeError('No network.')))");
        await browser.ClickAsync("#candidates .verdict button[value=false]");
        await browser.ShowsAsync(Status, "The service cannot be reached.");
        (await browser.EvaluateAsync(Candidates)).ShouldBe("How do I change a flat tyre?");

        await browser.EvaluateAsync("fetch = network");
        await browser.ClickAsync("#candidates .verdict button[value=false]");
        await browser.ShowsAsync("document.querySelector('#candidates .verdict').textContent", "Thank you.");
        (await browser.EvaluateAsync("document.activeElement.textContent")).ShouldBe("Thank you.");
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

        await browser.ShowsAsync($"{Status}.startsWith('No stored question in the site addressed is')", "true");
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
        await browser.ShowsAsync(Status, "Type the access key.");

        // No header can hold this one.
        await browser.EvaluateAsync("document.querySelector('#status').textContent = ''");
        await browser.SelectAsync("#key");
        await browser.TypeAsync("a-key-for-5-\u20ac");
        await browser.EvaluateAsync("title.focus()");
        await browser.ShowsAsync(Status, "Type the access key.");

        await browser.SelectAsync("#key");
        await browser.TypeAsync("a-key-somebody-guesses");
        await browser.EvaluateAsync("title.focus()");
        await browser.ShowsAsync(Status, "That is not the access key.");

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

    [GeneratedRegex("```html\n(?<elements>.*)<script>\n(?<script>.*)</script>\n```", RegexOptions.Singleline)]
    private static partial Regex PageToCopy();
}
