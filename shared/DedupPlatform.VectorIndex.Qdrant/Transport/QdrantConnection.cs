using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.VectorIndex.Qdrant.Transport;

/// <summary>Calls the server: sends the key, sets the deadline, retries calls that may succeed later, and explains failures.</summary>
internal sealed class QdrantConnection : IDisposable
{
    // The first that answers with vectors in the field that is read here, and builds no graphs where it is told not to. Before 1.16, even
    // the guard of a write is an unknown field: the server skips it, and answers as if it had done what was asked.
    private static readonly Version Least = new(1, 17);

    private readonly QdrantOptions _options;
    private readonly CallLimits _reads, _searches, _writes;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly GrpcChannel _channel;
    private readonly Wire.Qdrant.QdrantClient _server;
    private volatile bool _isNewEnough;

    public QdrantConnection(QdrantOptions options, ILogger logger, TimeProvider time)
    {
        (_options, _logger, _time) = (options, logger, time);
        _reads = new CallLimits(options.ReadSeconds, options.Attempts);
        _searches = _reads with { Attempts = Math.Min(Backoff.SearchAttempts, options.Attempts), IsSearch = true };
        _writes = _reads with { Seconds = options.WriteSeconds };
        _channel = GrpcChannel.ForAddress(options.Url, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = options.MaxAnswerBytes,
            MaxSendMessageSize = null,
            InitialReconnectBackoff = Backoff.First,
            MaxReconnectBackoff = Backoff.Longest,
            HttpHandler = Sockets.Create(options),
            DisposeHttpClient = true,
        });
        var server = string.IsNullOrEmpty(options.ApiKey)
            ? _channel.CreateCallInvoker()
            : _channel.Intercept(headers =>
            {
                headers.Add("api-key", options.ApiKey);
                return headers;
            });
        _server = new Wire.Qdrant.QdrantClient(server);
        Points = new Wire.Points.PointsClient(server);
        Collections = new Wire.Collections.CollectionsClient(server);
    }

    public Wire.Points.PointsClient Points { get; }

    public Wire.Collections.CollectionsClient Collections { get; }

    /// <summary>How long one attempt at a read may take, in seconds, unless the call sets another limit.</summary>
    public int ReadSeconds => _options.ReadSeconds;

    /// <summary>Returns if the server understands what this project sends; it is not asked again once it does.</summary>
    /// <exception cref="IndexUnavailableException">It is too old; it has to be upgraded.</exception>
    public async Task CheckVersionAsync(CancellationToken cancellationToken)
    {
        if (_isNewEnough)
        {
            return;
        }

        var answer = await ReadAsync(_server.HealthCheckAsync, new Wire.HealthCheckRequest(), "its version", cancellationToken);

        // A version that cannot be read locks nobody out: it is rather a build of one's own than an old release.
        if (Version.TryParse(answer.Version.Split('-', '+')[0], out var version) && version < Least)
        {
            throw new IndexUnavailableException(
                $"Qdrant at {_options.Url} has version {answer.Version}, and {Least} or later is needed: an older one does not know all that is asked of it.");
        }

        _isNewEnough = true;
    }

    /// <summary>A call that changes nothing.</summary>
    public Task<TResponse> ReadAsync<TRequest, TResponse>(
        Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> call, TRequest request, string collection, CancellationToken cancellationToken) =>
        CallAsync(call, request, collection, _reads, cancellationToken);

    /// <summary>A call that changes nothing, with a time limit of its own.</summary>
    public Task<TResponse> ReadAsync<TRequest, TResponse>(
        Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> call, TRequest request, string collection, int seconds, CancellationToken cancellationToken) =>
        CallAsync(call, request, collection, _reads with { Seconds = seconds }, cancellationToken);

    /// <summary>
    /// A read whose caller waits for the answer and can come back. It is hardly tried again: a server that is slow would be given several
    /// times the work, and the caller an answer that comes too late.
    /// </summary>
    public Task<TResponse> SearchAsync<TRequest, TResponse>(
        Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> call, TRequest request, string collection, CancellationToken cancellationToken) =>
        CallAsync(call, request, collection, _searches, cancellationToken);

    /// <summary>A call that changes something. It may arrive twice, so repeating it must change nothing.</summary>
    public Task<TResponse> WriteAsync<TRequest, TResponse>(
        Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> call, TRequest request, string collection, CancellationToken cancellationToken) =>
        CallAsync(call, request, collection, _writes, cancellationToken);

    public void Dispose() => _channel.Dispose();

    private async Task<TResponse> CallAsync<TRequest, TResponse>(
        Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> call, TRequest request, string collection, CallLimits limits, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan delay;
            try
            {
                // gRPC measures deadlines by the system's clock, whatever clock the waits below follow.
                var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(limits.Seconds);
                using var answer = call(request, new CallOptions(headers: null, deadline, cancellationToken));
                return await answer;
            }
            catch (RpcException exception) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException("The call to Qdrant was cancelled.", exception, cancellationToken);
            }
            catch (RpcException exception)
            {
                if (attempt >= limits.Attempts || Backoff.Delay(exception, attempt, limits.IsSearch) is not { } wait)
                {
                    throw ServerFaults.Explain(exception, _options.Url, collection, attempt);
                }

                delay = wait;
                _logger.Retrying(exception.StatusCode, collection, attempt + 1, limits.Attempts, delay);
            }

            await Task.Delay(delay, _time, cancellationToken);
        }
    }

    /// <summary>How long one attempt may take, how many there may be, and whether somebody waits for the answer.</summary>
    private sealed record CallLimits(int Seconds, int Attempts, bool IsSearch = false);
}
