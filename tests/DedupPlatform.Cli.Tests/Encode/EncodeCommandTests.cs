using System.Runtime.InteropServices;
using DedupPlatform.Cli.Encode;
using DedupPlatform.Cli.Input;
using DedupPlatform.Cli.Tests.Support;
using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Onnx;

namespace DedupPlatform.Cli.Tests.Encode;

public sealed class EncodeCommandTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_line_has_its_row_in_order_and_the_same_one_as_alone()
    {
        string[] lines = ["How do I boil rice?", "rice", "", "Why?", "😀", "a question that is a good deal longer than all of its neighbours", "Why?"];

        var run = await CommandRun.OfAsync(
            "encode", "--model", Repository.DefaultModel, "--in", _folder.Write("in", string.Join("\r\n", lines)), "--out", _folder["out"]);

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        var model = ModelDirectory.Load(Repository.DefaultModel);
        using var backend = new OnnxBackend(model);
        var rows = Rows(File.ReadAllBytes(_folder["out"]), model);
        rows.Count.ShouldBe(lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            var alone = Rows(await EncodeAsync(model, backend, lines[i] + "\n"), model).ShouldHaveSingleItem();
            alone.Sum(x => (double)x * x).ShouldBe(1, 1e-5);
            alone.Zip(rows[i], (x, y) => (double)x * y).Sum().ShouldBe(1, 1e-5);
        }
    }

    [Fact]
    public async Task Many_windows_keep_the_order_of_their_lines()
    {
        var model = ModelDirectory.Load(Repository.DefaultModel);
        var lines = Enumerable.Range(0, 20_000).Select(i => string.Concat(Enumerable.Repeat($"{i} ", 1 + (i % 7)))).ToList();

        var rows = Rows(await EncodeAsync(model, new EchoBackend(model.Dimension), string.Join('\n', lines)), model);

        rows.ConvertAll(row => row[0]).ShouldBe(lines.ConvertAll(line => (float)EchoBackend.Echo(model.Tokenizer.Encode(line))));
    }

    [Fact]
    public async Task A_directory_that_is_no_model_is_wrong_usage()
    {
        var run = await CommandRun.OfAsync("encode", "--model", Path.GetTempPath(), "--in", _folder.Write("in", "a"), "--out", _folder["out"]);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("modules.json");
        File.Exists(_folder["out"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("in")]
    [InlineData("./in")]
    public async Task Vectors_never_replace_the_text_that_they_are_made_of(string output)
    {
        var input = _folder.Write("in", "Why?");

        var run = await CommandRun.OfAsync("encode", "--model", Repository.DefaultModel, "--in", input, "--out", _folder[output]);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain($"--out is {input}, the file of --in");
        (await File.ReadAllTextAsync(input, TestContext.Current.CancellationToken)).ShouldBe("Why?");
    }

    [Fact]
    public async Task A_model_whose_weights_are_damaged_is_wrong_usage_and_writes_no_vectors()
    {
        using var model = new DamagedModel();

        var run = await CommandRun.OfAsync("encode", "--model", model.FullPath, "--in", _folder.Write("in", "a"), "--out", _folder["out"]);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(model.Weights);
        File.Exists(_folder["out"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(0)]
    public async Task A_line_without_a_usable_vector_is_named_and_only_what_is_before_it_is_written(float component)
    {
        var model = ModelDirectory.Load(Repository.DefaultModel);
        string[] lines = ["Why?", "a good deal longer than the others", "bad", "How?"];
        var backend = new EchoBackend(model.Dimension) { BadEcho = EchoBackend.Echo(model.Tokenizer.Encode("bad")), BadComponent = component };
        using var vectors = new MemoryStream();

        var failure = await Should.ThrowAsync<CommandFailedException>(() => EncodeAsync(model, backend, string.Join('\n', lines), vectors));

        failure.ExitCode.ShouldBe(ExitCode.Partly);
        failure.Message.ShouldStartWith($"Line 3 has no vector: what {model.Name} computes");
        Rows(vectors.ToArray(), model).ConvertAll(row => row[0])
            .ShouldBe(lines[..2].Select(line => (float)EchoBackend.Echo(model.Tokenizer.Encode(line))));
    }

    [Fact]
    public async Task What_could_be_read_before_the_input_broke_off_has_its_rows()
    {
        var model = ModelDirectory.Load(Repository.DefaultModel);
        using var vectors = new MemoryStream();

        var failure = await Should.ThrowAsync<CommandFailedException>(() => EncodeAsync(model, new EchoBackend(model.Dimension), new BrokenStream("Why?\nHow?\n"), vectors));

        failure.ExitCode.ShouldBe(ExitCode.Partly);
        Rows(vectors.ToArray(), model).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_compressed_text_is_recognised_from_standard_input_too()
    {
        var pipe = new UnseekableStream(File.ReadAllBytes(_folder.WriteCompressed("in.gz", string.Concat(Enumerable.Repeat("Why?\n", 100)))));

        var run = await CommandRun.OfAsync(
            ["encode", "--model", Repository.DefaultModel, "--in", "-", "--out", _folder["out"]], pipe, TestContext.Current.CancellationToken);

        run.Out.ShouldStartWith("100 lines encoded");
    }

    [Fact]
    public async Task No_threads_are_one_for_each_physical_core_as_for_a_training()
    {
        var run = await CommandRun.OfAsync(
            "encode", "--model", Repository.DefaultModel, "--in", _folder.Write("in", "Why?"), "--out", _folder["out"], "--threads", "0");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
    }

    [Theory]
    [InlineData("257")]
    [InlineData("1.5")]
    public async Task A_wrong_number_of_threads_says_what_is_allowed(string threads)
    {
        var run = await CommandRun.OfAsync("encode", "--model", "m", "--in", "i", "--out", "o", "--threads", threads);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain($"--threads is '{threads}'; it must be a whole number from 0 to 256.");
    }

    private static async Task<byte[]> EncodeAsync(ModelDirectory model, IEncoderBackend backend, string text)
    {
        using var vectors = new MemoryStream();
        await EncodeAsync(model, backend, text, vectors);
        return vectors.ToArray();
    }

    private static Task EncodeAsync(ModelDirectory model, IEncoderBackend backend, string text, MemoryStream vectors) =>
        EncodeAsync(model, backend, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), vectors);

    private static async Task EncodeAsync(ModelDirectory model, IEncoderBackend backend, MemoryStream text, MemoryStream vectors)
    {
        using var file = new InputFile(text);
        var terminal = new Terminal(Stream.Null, TextWriter.Null, TextWriter.Null, TimeProvider.System);
        await new EncodeRun(model, backend, terminal).RunAsync(file, vectors, TestContext.Current.CancellationToken);
    }

    private static List<float[]> Rows(byte[] vectors, ModelDirectory model) =>
        [.. MemoryMarshal.Cast<byte, float>(vectors).ToArray().Chunk(model.Dimension)];
}
