using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace DedupPlatform.Cli.Client;

/// <summary>Calls the HTTP API and turns what can go wrong into two exceptions: try later, or do not try again.</summary>
internal sealed class DedupClient(Uri server) : IDisposable
{
    /// <summary>The environment variable with the server's key, if it asks for one: an option would show the key to everybody who lists processes.</summary>
    public const string KeyVariable = "DEDUP_KEY";

    // A proxy set in the environment cannot reach this machine's own addresses. A redirect is told and not followed: the key would stay behind.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = !server.IsLoopback, AllowAutoRedirect = false })
    {
        BaseAddress = new Uri(server.AbsoluteUri.TrimEnd('/') + '/'),
        DefaultRequestHeaders = { Authorization = Key() is { } key ? new AuthenticationHeaderValue("Bearer", key) : null },
    };

    /// <param name="lines">Questions as NDJSON.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<BulkAnswer> ImportAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        var content = new ReadOnlyMemoryContent(lines) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/questions/bulk") { Content = content };
        var answer = await CallAsync(request, cancellationToken);
        return Read(answer, WireJson.Default.BulkAnswer);
    }

    /// <summary>The answer as the server wrote it; <see cref="ReadCheck"/> parses it.</summary>
    public async Task<string> CheckAsync(CheckRequest question, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/duplicates/check")
        {
            Content = JsonContent.Create(question, WireJson.Default.CheckRequest),
        };
        return await CallAsync(request, cancellationToken);
    }

    public CheckAnswer ReadCheck(string answer) => Read(answer, WireJson.Default.CheckAnswer);

    public async Task<Readiness> GetReadinessAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "health/ready");
        var answer = await CallAsync(request, cancellationToken);
        return Read(answer, WireJson.Default.Readiness);
    }

    public async Task<ReindexStarted> StartReindexAsync(ReindexStart start, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/reindex")
        {
            Content = JsonContent.Create(start, WireJson.Default.ReindexStart),
        };
        return Read(await CallAsync(request, cancellationToken), WireJson.Default.ReindexStarted);
    }

    public async Task<ReindexStatus> FindReindexAsync(string job, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/reindex/{Uri.EscapeDataString(job)}");
        return Read(await CallAsync(request, cancellationToken), WireJson.Default.ReindexStatus);
    }

    /// <param name="job">The reindex.</param>
    /// <param name="change"><c>cancel</c>, <c>rollback</c> or <c>drop</c>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task ChangeReindexAsync(string job, string change, CancellationToken cancellationToken)
    {
        var address = $"v1/reindex/{Uri.EscapeDataString(job)}";
        using var request = change == "cancel"
            ? new HttpRequestMessage(HttpMethod.Delete, address)
            : new HttpRequestMessage(HttpMethod.Post, $"{address}/{change}");
        await CallAsync(request, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static string? Key() => Environment.GetEnvironmentVariable(KeyVariable) switch
    {
        null or "" => null,
        var key when key.All(character => character is >= '!' and <= '~') => key,
        _ => throw new CommandFailedException(ExitCode.Usage, $"{KeyVariable} has a blank, a line break or a character beyond ASCII; no key has one."),
    };

    private async Task<string> CallAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? body : throw Failure(response, body);
        }
        catch (HttpRequestException exception)
        {
            var reason = exception.GetBaseException().Message.TrimEnd('.');
            var advice = exception.HttpRequestError == HttpRequestError.SecureConnectionError
                ? " A server without TLS takes http://; on Linux, SSL_CERT_FILE names a certificate to trust."
                : "";
            throw new ServerUnavailableException($"{server} cannot be reached: {reason}.{advice}", answered: false, innerException: exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServerUnavailableException($"{server} did not answer in time.", answered: true, innerException: exception);
        }
    }

    private CommandFailedException Failure(HttpResponseMessage response, string body)
    {
        if (Moved(response) is { } elsewhere)
        {
            return new CommandFailedException(ExitCode.Refused, $"{server} sends its callers on{elsewhere}");
        }

        var status = (int)response.StatusCode;
        var problem = Problem.Describe(body);
        var reason = $"({status}) {(problem.Length == 0 ? $"{response.ReasonPhrase}." : problem)}"
            + (response.StatusCode == HttpStatusCode.Unauthorized ? $" This command takes it from the environment variable {KeyVariable}." : "");
        var isPassing = response.StatusCode
            is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
        return isPassing ? new ServerUnavailableException($"{server} cannot serve now: {reason}", answered: true, response.Headers.RetryAfter?.Delta)
            : response.StatusCode == HttpStatusCode.BadRequest ? new BadRequestException($"{server} refused the request: {reason}")
            : new CommandFailedException(ExitCode.Refused, $"{server} refused the request: {reason}");
    }

    /// <summary>Where a redirect sends its callers, and what to do about it; <see langword="null"/> for any other answer.</summary>
    private string? Moved(HttpResponseMessage response)
    {
        if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is not { } location)
        {
            return null;
        }

        var asked = response.RequestMessage!.RequestUri!;
        var path = asked.AbsoluteUri[_http.BaseAddress!.AbsoluteUri.Length..];
        var address = new Uri(asked, location).AbsoluteUri;
        return address.EndsWith(path, StringComparison.Ordinal) && CommonOptions.TryParseUrl(address[..^path.Length], out var moved)
            ? $"; give --url {moved.AbsoluteUri}"
            : $" to {address}; is it a DedupPlatform server?";
    }

    private T Read<T>(string answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(answer, type) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw new CommandFailedException(
                ExitCode.Refused, $"{server} gave an answer that nobody here understands; is it a DedupPlatform server?", exception);
        }
    }
}
