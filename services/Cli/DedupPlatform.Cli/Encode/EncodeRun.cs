using DedupPlatform.Cli.Input;
using DedupPlatform.Encoding;

namespace DedupPlatform.Cli.Encode;

/// <summary>Encodes a text window by window, so that memory stays the same however long it is.</summary>
internal sealed class EncodeRun(ModelDirectory model, IEncoderBackend backend, Terminal terminal)
{
    private readonly EncodeWindow _window = new(model, backend);
    private readonly long _start = terminal.Time.GetTimestamp();
    private long _count;

    public async Task RunAsync(InputFile file, Stream vectors, CancellationToken cancellationToken)
    {
        await terminal.ShowProgressAsync(file.Length, async report =>
        {
            try
            {
                while (await file.Lines.ReadAsync(cancellationToken) is { } line)
                {
                    _window.Add(line.Text.Replace(LineReader.NoText, '\uFFFD'));
                    if (_window.IsFull)
                    {
                        await FlushAsync(vectors, cancellationToken);
                        report(file.Position, Summary());
                    }
                }
            }
            catch (UnreadableInputException)
            {
                // Every line that could be read has its row.
                await FlushAsync(vectors, cancellationToken);
                throw;
            }

            await FlushAsync(vectors, cancellationToken);
        });
        terminal.Print($"{Summary()}; {model.Dimension} components each, by {model.Name} on {backend.Device}.");
    }

    private async Task FlushAsync(Stream vectors, CancellationToken cancellationToken)
    {
        var lines = _window.Count;
        var rows = _window.Encode(cancellationToken);
        await vectors.WriteAsync(rows, cancellationToken);
        var written = rows.Length / (model.Dimension * sizeof(float));
        _count += written;
        if (written < lines)
        {
            throw new CommandFailedException(
                ExitCode.Partly, $"Line {_count + 1} has no vector: what {model.Name} computes for it is zero or not finite. The lines before it have their rows.");
        }
    }

    private string Summary()
    {
        var elapsed = terminal.Time.GetElapsedTime(_start);
        return $"{_count:N0} lines encoded in {Words.Duration(elapsed)}, {Words.Rate(_count, elapsed)}";
    }
}
