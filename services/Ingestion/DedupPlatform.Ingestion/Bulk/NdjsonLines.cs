using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace DedupPlatform.Ingestion;

/// <summary>Splits a stream into lines. Holds at most as much in memory as one line may have; the rest of a longer one is skipped.</summary>
internal static class NdjsonLines
{
    private static readonly TimeSpan MostSilence = TimeSpan.FromMinutes(10);

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    // What a line may have besides its content.
    private static int Slack => ByteOrderMark.Length + "\r".Length;

    /// <returns>The lines; <see langword="null"/> each time that no more has come yet, before it is waited for.</returns>
    /// <exception cref="BadHttpRequestException">Nothing came for ten minutes; the machine of the sender is perhaps without power.</exception>
    public static async IAsyncEnumerable<NdjsonLine?> ReadAsync(
        PipeReader reader, int mostBytes, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Neither token goes into a read: the server takes a read that a token has ended for one that still runs, and could not read on.
        using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var onSilence = silence.Token.Register(reader.CancelPendingRead);
        using var onCancel = cancellationToken.Register(reader.CancelPendingRead);

        var number = 0L;
        var begun = new ArrayBufferWriter<byte>();
        var skipping = false;
        while (true)
        {
            if (!reader.TryRead(out var read))
            {
                yield return null;
                silence.CancelAfter(MostSilence);
                read = await reader.ReadAsync(CancellationToken.None);
                silence.CancelAfter(Timeout.InfiniteTimeSpan);
            }

            // Nothing is left unread, not even the beginning of a line: the server could not read on where the caller stops here or the sender goes.
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (read.IsCanceled && silence.IsCancellationRequested)
                {
                    throw new BadHttpRequestException($"Nothing came for {MostSilence.TotalMinutes} minutes.", StatusCodes.Status408RequestTimeout);
                }

                var rest = read.Buffer;
                while (rest.PositionOf((byte)'\n') is { } lineBreak)
                {
                    if (Line(++number, begun, rest.Slice(0, lineBreak), mostBytes, skipping) is { } line)
                    {
                        yield return line;
                    }

                    begun.ResetWrittenCount();
                    skipping = false;
                    rest = rest.Slice(rest.GetPosition(1, lineBreak));
                }

                if (read.IsCompleted)
                {
                    if (Line(++number, begun, rest, mostBytes, skipping) is { } last)
                    {
                        yield return last;
                    }

                    yield break;
                }

                skipping |= begun.WrittenCount + rest.Length > mostBytes + Slack;
                begun.Write(skipping ? [] : rest.ToArray());
            }
            finally
            {
                reader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    private static NdjsonLine? Line(long number, ArrayBufferWriter<byte> begun, ReadOnlySequence<byte> end, int mostBytes, bool tooLong)
    {
        if (tooLong || begun.WrittenCount + end.Length > mostBytes + Slack)
        {
            return new NdjsonLine(number, default, TooLong: true);
        }

        var line = begun.WrittenCount == 0 && end.IsSingleSegment ? end.First : (byte[])[.. begun.WrittenSpan, .. end.ToArray()];
        line = number == 1 && line.Span.StartsWith(ByteOrderMark) ? line[ByteOrderMark.Length..] : line;
        line = line.Span.EndsWith("\r"u8) ? line[..^1] : line;
        if (!line.Span.ContainsAnyExcept(" \t\r"u8))
        {
            return null;
        }

        return line.Length > mostBytes ? new NdjsonLine(number, default, TooLong: true) : new NdjsonLine(number, line, TooLong: false);
    }
}
