using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DedupPlatform.Ingestion.Tests.Durability;

/// <summary>Keeps what is logged.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>The exceptions that were logged.</summary>
    public ConcurrentQueue<Exception> Causes { get; } = [];

    /// <summary>The first line that holds some words, once there is one.</summary>
    public async Task<string> LineAsync(string words)
    {
        string? found = null;
        await Until.TrueAsync(
            () => (found = _lines.FirstOrDefault(line => line.Contains(words, StringComparison.Ordinal))) is not null, $"\"{words}\" is logged",
            () => string.Join('\n', _lines));
        return found!;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null)
        {
            Causes.Enqueue(exception);
        }

        _lines.Enqueue(formatter(state, exception));
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}
