using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace DedupPlatform.Hosting;

/// <summary>Healthy while the broker holds a connection; a process that only publishes has no other sign of it.</summary>
internal sealed class BrokerCheck(BrokerConnections connections) : IHealthCheck, IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private IConnection? _connection;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            // It recovers by itself once it has been open.
            _connection ??= await connections.OpenAsync("health", cancellationToken);
            return _connection.IsOpen
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"The connection to the broker at {connections.Url} is lost.");
        }
        catch (Exception exception) when (exception is BrokerUnreachableException or IOException or OperationInterruptedException)
        {
            return HealthCheckResult.Unhealthy($"The broker at {connections.Url} does not let us in: {exception.GetBaseException().Message}");
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _opening.Dispose();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }
}
