using DedupPlatform.Training.Pairs;

namespace DedupPlatform.Training.Tests.Pairs;

public sealed class JudgedPairFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Pairs_are_read_with_their_labels()
    {
        var pairs = await ReadAsync("text_a\ttext_b\tlabel", "How tall is a giraffe?\tgiraffe height\t1", "", "Is \"no\" quoted?\tNo.\t0");

        pairs.ShouldBe([new("How tall is a giraffe?", "giraffe height", true), new("Is \"no\" quoted?", "No.", false)]);
    }

    [Fact]
    public async Task All_faults_are_named_by_their_line()
    {
        var exception = await Should.ThrowAsync<InvalidDataException>(() =>
            ReadAsync("text_a\ttext_b\tlabel", "secret\tb\t1", "secret\tb", "secret\tb\tyes", "secret\t \t0"));

        exception.Message.ShouldContain("line 3 has 2 columns instead of 3; line 4 has a label other than 0 or 1; line 5 has an empty question.");
        exception.Message.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Many_faults_are_counted()
    {
        var exception = await Should.ThrowAsync<InvalidDataException>(() => ReadAsync(["text_a\ttext_b\tlabel", .. Enumerable.Repeat("broken", 12)]));

        exception.Message.ShouldContain("line 11 has 1 columns instead of 3; and 2 more.");
    }

    [Theory]
    [InlineData]
    [InlineData("a\tb\t1", "c\td\t0")]
    public async Task A_file_without_its_header_is_refused(params string[] lines) =>
        (await Should.ThrowAsync<InvalidDataException>(() => ReadAsync(lines))).Message.ShouldContain("line 1 must be the header");

    [Theory]
    [InlineData("text_a\ttext_b\tlabel")]
    [InlineData("text_a\ttext_b\tlabel", "a\tb\t1")]
    [InlineData("text_a\ttext_b\tlabel", "a\tb\t0", "c\td\t0")]
    public async Task Pairs_without_both_labels_are_refused_only_to_measure_by(params string[] lines)
    {
        (await ReadAsync(lines)).Count.ShouldBe(Math.Max(0, lines.Length - 1));

        (await Should.ThrowAsync<InvalidDataException>(() => JudgedPairFile.ReadBothLabelsAsync(_path, TestContext.Current.CancellationToken)))
            .Message.ShouldContain("both labels, 0 and 1, must occur");
    }

    [Fact]
    public async Task A_file_that_is_not_UTF_8_is_refused()
    {
        await File.WriteAllBytesAsync(_path, [.. "text_a\ttext_b\tlabel\ncaf"u8, 0xe9, .. "\tcoffee\t1\n"u8], TestContext.Current.CancellationToken);

        (await Should.ThrowAsync<InvalidDataException>(() => JudgedPairFile.ReadAsync(_path, TestContext.Current.CancellationToken)))
            .Message.ShouldBe($"{_path}: holds bytes that are not UTF-8; convert it first, for example by iconv -f windows-1252 -t utf-8.");
    }

    [Fact]
    public async Task A_file_that_cannot_be_decompressed_is_named()
    {
        var path = _path + ".gz";
        await File.WriteAllTextAsync(path, "text_a\ttext_b\tlabel\n", TestContext.Current.CancellationToken);
        try
        {
            (await Should.ThrowAsync<InvalidDataException>(() => JudgedPairFile.ReadAsync(path, TestContext.Current.CancellationToken)))
                .Message.ShouldStartWith($"{path}: is cut off or damaged, or no gzip file, as its name says.");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task<IReadOnlyList<JudgedPair>> ReadAsync(params string[] lines)
    {
        await File.WriteAllLinesAsync(_path, lines, TestContext.Current.CancellationToken);
        return await JudgedPairFile.ReadAsync(_path, TestContext.Current.CancellationToken);
    }
}
