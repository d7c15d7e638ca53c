using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DedupPlatform.Standalone.Tests;

/// <summary>A real Chromium without a window, with one tab, spoken to by the Chrome DevTools Protocol.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium-headless-shell", "chromium"];

    private readonly TemporaryDirectory _profile = new();
    private readonly ClientWebSocket _tab = new();
    private Process _process = null!;
    private int _calls;

    public async ValueTask InitializeAsync()
    {
        var program = Environment.GetEnvironmentVariable("PATH")!.Split(':')
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"No browser is on the PATH ({string.Join(", ", Names)}). tests/local/get-browser installs one.");
        var listens = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process
        {
            // As root, as in a container, Chromium starts only without its sandbox; here it opens no page but ours.
            StartInfo = ServiceProcess.StartInfo(
            [
                program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-port=0",
                $"--user-data-dir={_profile.Path}", "about:blank",
            ]),
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is ['D', 'e', 'v', 'T', 'o', 'o', 'l', 's', ..] && Uri.TryCreate(line.Data.Split(' ')[^1], UriKind.Absolute, out var address))
            {
                listens.TrySetResult(address);
            }
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        using var http = new HttpClient();
        var tabs = await http.GetFromJsonAsync<JsonElement>($"http://{(await Until.DoneAsync(listens.Task)).Authority}/json/list");
        var tab = tabs.EnumerateArray().Single(tab => tab.GetProperty("type").GetString() == "page");
        await _tab.ConnectAsync(new Uri(tab.GetProperty("webSocketDebuggerUrl").GetString()!), TestContext.Current.CancellationToken);
    }

    public async Task OpenAsync(Uri page)
    {
        var opened = await CallAsync("Page.navigate", new() { ["url"] = page.AbsoluteUri });
        ((string?)opened["errorText"]).ShouldBeNull(page.AbsoluteUri);
        await ShowsAsync("document.readyState", "complete");
    }

    /// <summary>Presses a key for each character, where the cursor is.</summary>
    public async Task TypeAsync(string text)
    {
        foreach (var character in text)
        {
            await CallAsync("Input.dispatchKeyEvent", new() { ["type"] = "char", ["text"] = character.ToString() });
        }
    }

    /// <summary>Puts the cursor into the one field that <paramref name="selector"/> names, over all that is in it.</summary>
    public Task SelectAsync(string selector) => EvaluateAsync($"document.querySelector('{selector}').select()");

    public Task ClickAsync(string selector) => EvaluateAsync($"document.querySelector('{selector}').click()");

    /// <summary>Waits until a JavaScript expression has a value.</summary>
    public async Task ShowsAsync(string expression, string expected)
    {
        string? seen = null;
        await Until.TrueAsync(async () => (seen = await EvaluateAsync(expression)) == expected, $"{expression} is {expected}", () => $"It is {seen}.");
    }

    public async Task<string?> EvaluateAsync(string expression)
    {
        var answer = await CallAsync("Runtime.evaluate", new() { ["expression"] = $"String({expression})", ["returnByValue"] = true });
        return (string?)answer["result"]!["value"];
    }

    public async ValueTask DisposeAsync()
    {
        _tab.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _profile.Dispose();
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject parameters)
    {
        var id = ++_calls;
        var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _tab.SendAsync(JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        while (true)
        {
            using var message = new MemoryStream();
            ValueWebSocketReceiveResult part;
            do
            {
                var buffer = new byte[16 * 1024];
                part = await _tab.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
                message.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);

            var answer = JsonNode.Parse(message.ToArray())!;
            if ((int?)answer["id"] == id)
            {
                return answer["result"] ?? throw new InvalidOperationException(answer.ToJsonString());
            }
        }
    }
}
