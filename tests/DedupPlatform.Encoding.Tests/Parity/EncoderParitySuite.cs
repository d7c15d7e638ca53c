using System.Numerics.Tensors;

namespace DedupPlatform.Encoding.Tests;

/// <summary>What every backend must do; each has a test class that derives from this one.</summary>
public abstract class EncoderParitySuite
{
    private const float SameDirection = 0.99999f;

    protected abstract IEncoderBackend Create(ModelDirectory model);

    public static TheoryData<string, string, bool> TinyModels => new(
        from dtype in (string[])["F32", "F16", "BF16"]
        from pooling in (string[])["mean_tokens", "cls_token", "max_tokens"]
        from normalize in (bool[])[true, false]
        select (dtype, pooling, normalize));

    [Fact]
    public void Golden_vectors_come_out_of_the_default_model()
    {
        var model = ModelDirectory.Load(Repository.DefaultModel);
        using var backend = Create(model);
        foreach (var golden in GoldenQuestion.All)
        {
            TensorPrimitives.CosineSimilarity(Encode(backend, model, golden.Ids), golden.Vector).ShouldBeGreaterThanOrEqualTo(SameDirection, golden.Text);
        }
    }

    [Fact]
    public void A_row_of_a_batch_is_what_its_question_is_alone()
    {
        var model = ModelDirectory.Load(Repository.DefaultModel);
        using var backend = Create(model);
        foreach (var equals in GoldenQuestion.All.GroupBy(golden => golden.Ids.Length).Where(equals => equals.Count() > 1))
        {
            var batch = new float[equals.Count() * model.Dimension];
            backend.Encode(equals.SelectMany(golden => golden.Ids).ToArray(), equals.Key, batch);
            foreach (var (golden, row) in equals.Zip(batch.Chunk(model.Dimension)))
            {
                TensorPrimitives.CosineSimilarity(row, golden.Vector).ShouldBeGreaterThanOrEqualTo(SameDirection, golden.Text);
                TensorPrimitives.Distance(row, Encode(backend, model, golden.Ids)).ShouldBeLessThan(1e-4f, golden.Text);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TinyModels))]
    public void Every_pooling_and_stored_type_agrees_with_the_plain_forward_pass(string dtype, string pooling, bool normalize)
    {
        using var directory = new TempDirectory();
        var reference = new ReferenceBert(
            new TinyBert { DType = dtype, Pooling = pooling, Normalize = normalize }.Write(directory.Path), pooling, normalize);
        var model = ModelDirectory.Load(directory.Path);
        using var backend = Create(model);
        var random = new Random(5);
        for (var tokens = 1; tokens <= TinyBert.MaxTokens; tokens++)
        {
            int[] ids = [.. Enumerable.Range(0, tokens).Select(_ => random.Next(TinyBert.Words.Length))];
            TensorPrimitives.Distance(Encode(backend, model, ids), reference.Encode(ids)).ShouldBeLessThan(1e-4f, $"{tokens} tokens");
        }
    }

    [Fact]
    public void No_native_memory_outlives_its_call()
    {
        using var directory = new TempDirectory();
        new TinyBert().Write(directory.Path);
        var model = ModelDirectory.Load(directory.Path);
        using var backend = Create(model);
        int[] ids = [2, 5, 6, 7, 8, 3];
        Grows(() => Encode(backend, model, ids), times: 4_000).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void Memory_does_not_grow_with_the_number_of_shapes()
    {
        var model = ModelDirectory.Load(Repository.DefaultModel);
        using var backend = Create(model);
        var random = new Random(3);
        Grows(EncodeSomeShape, times: 150).ShouldBeLessThan(4 << 20);

        void EncodeSomeShape()
        {
            var tokens = random.Next(1, 33);
            Encode(backend, model, [.. Enumerable.Range(2000, random.Next(1, 1 + (64 / tokens)) * tokens)], tokens);
        }
    }

    // In bytes of native memory. Whatever is set up once is set up in a first run; what only a finalizer frees counts as growth.
    private static long Grows(Action action, int times)
    {
        Repeat();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = NativeMemory.InUse();
        Repeat();
        return NativeMemory.InUse() - before;

        void Repeat()
        {
            for (var i = 0; i < times; i++)
            {
                action();
            }
        }
    }

    private static float[] Encode(IEncoderBackend backend, ModelDirectory model, int[] ids, int? tokens = null)
    {
        var length = tokens ?? ids.Length;
        var vectors = new float[ids.Length / length * model.Dimension];
        backend.Encode(ids, length, vectors);
        return vectors;
    }
}
