using System.IO.Pipelines;
using CsCheck;

namespace DedupPlatform.Ingestion.Tests.Bulk;

public sealed class NdjsonLinesTests
{
    private const int MostBytes = 16;

    private static readonly byte[] Mixed =
        [0xEF, 0xBB, 0xBF, .. "first\r\n\r\n  \t\n\nfifth\r\nexactly sixteen!\r\nseventeen bytes!!\n"u8, 0xC3, 0x28, .. "\nmuch longer than a line may be\r\nlast"u8];

    private static readonly string[] Expected =
        ["1:first", "5:fifth", "6:exactly sixteen!", "7:too long", "8:\u00C3(", "9:too long", "10:last"];

    [Fact]
    public async Task Lines_are_the_same_wherever_the_stream_is_cut()
    {
        for (var first = 0; first <= Mixed.Length; first++)
        {
            for (var second = first; second <= Mixed.Length; second++)
            {
                (await ReadAsync(Mixed[..first], Mixed[first..second], Mixed[second..])).ShouldBe(Expected, ignoreOrder: false, $"cut at {first} and {second}");
            }
        }
    }

    [Fact]
    public async Task Lines_are_the_same_byte_by_byte() => (await ReadAsync([.. Mixed.Select(b => new[] { b })])).ShouldBe(Expected);

    [Fact]
    public async Task Any_bytes_give_the_lines_that_splitting_them_gives() =>
        await Gen.OneOfConst((byte)'a', (byte)'b', (byte)'\n', (byte)'\r', (byte)' ').Array[0, 80].SelectMany(
            bytes => Gen.Int[1, 20].Select(size => (bytes, size))).SampleAsync(async sample =>
        {
            var expected = TextEncoding.ASCII.GetString(sample.bytes).Split('\n')
                .Select((line, i) => (Number: i + 1, Text: line.EndsWith('\r') ? line[..^1] : line))
                .Where(line => line.Text.AsSpan().ContainsAnyExcept(" \r\t"))
                .Select(line => $"{line.Number}:{(line.Text.Length > MostBytes ? "too long" : line.Text)}");
            return (await ReadAsync(sample.bytes.Chunk(sample.size))).SequenceEqual(expected);
        });

    [Fact]
    public async Task The_last_line_needs_no_line_break_and_nothing_has_no_lines()
    {
        (await ReadAsync("a"u8.ToArray())).ShouldBe(["1:a"]);
        (await ReadAsync("a\n"u8.ToArray())).ShouldBe(["1:a"]);
        (await ReadAsync([])).ShouldBeEmpty();
        (await ReadAsync([0xEF, 0xBB, 0xBF])).ShouldBeEmpty();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_line_without_end_is_never_held()
    {
        // A pipe that holds 64 KiB: a reader that wanted to see the whole line would wait for ever.
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 65_536, resumeWriterThreshold: 32_768));
        var reading = ToListAsync(pipe.Reader);
        for (var i = 0; i < 1000; i++)
        {
            await pipe.Writer.WriteAsync(new byte[65_536], TestContext.Current.CancellationToken);
        }

        await pipe.Writer.WriteAsync("\nnext"u8.ToArray(), TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();

        (await reading).ShouldBe(["1:too long", "2:next"]);
    }

    [Fact]
    public async Task Whoever_stops_in_the_middle_leaves_a_stream_that_can_be_read_on()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("a\nb\nc"u8.ToArray(), TestContext.Current.CancellationToken);
        await foreach (var line in NdjsonLines.ReadAsync(pipe.Reader, MostBytes, TimeProvider.System, TestContext.Current.CancellationToken))
        {
            line!.Value.Number.ShouldBe(1);
            break;
        }

        await pipe.Writer.WriteAsync("rest"u8.ToArray(), TestContext.Current.CancellationToken);

        (await pipe.Reader.ReadAsync(TestContext.Current.CancellationToken)).Buffer.Length.ShouldBe("rest".Length);
    }

    private static async Task<List<string>> ReadAsync(params IEnumerable<byte[]> chunks)
    {
        var pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0));
        var reading = ToListAsync(pipe.Reader);
        foreach (var chunk in chunks)
        {
            await pipe.Writer.WriteAsync(chunk, TestContext.Current.CancellationToken);
        }

        await pipe.Writer.CompleteAsync();
        return await reading;
    }

    private static async Task<List<string>> ToListAsync(PipeReader reader)
    {
        var lines = new List<string>();
        await foreach (var next in NdjsonLines.ReadAsync(reader, MostBytes, TimeProvider.System))
        {
            if (next is { } line)
            {
                lines.Add($"{line.Number}:{(line.TooLong ? "too long" : TextEncoding.Latin1.GetString(line.Json.Span))}");
            }
        }

        return lines;
    }
}
