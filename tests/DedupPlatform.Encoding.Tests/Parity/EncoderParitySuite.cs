using System.Numerics.Tensors;

namespace DedupPlatform.Encoding.Tests;

/// <summary>What every backend must do; each has a test class that derives from this one.</summary>
public abstract class EncoderParitySuite
{
    private const float SameDirection = 0.99999f;

    private static readonly Dictionary<string, TinyModel> s_architectures = new()
    {
        ["BERT"] = new TinyBert(),
        ["BiLSTM"] = new TinyBiLstm(),
        ["BiLSTM of one layer without a projection"] = new TinyBiLstm { Layers = 1, Projection = null },
    };

    protected abstract IEncoderBackend Create(ModelDirectory model);

    public static TheoryData<string> Architectures => [.. s_architectures.Keys];

    public static TheoryData<string, string, Pooling, bool> TinyModels => new(
        from architecture in s_architectures.Keys
        from dtype in (string[])["F32", "F16", "BF16"]
        from pooling in Enum.GetValues<Pooling>()
        from normalize in (bool[])[true, false]
        select (architecture, dtype, pooling, normalize));

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
    public void A_question_has_one_vector_in_any_batch_with_the_shipped_model()
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
    public void Every_pooling_and_stored_type_agrees_with_the_plain_forward_pass(string architecture, string dtype, Pooling pooling, bool normalize)
    {
        using var directory = new TemporaryDirectory();
        var tiny = s_architectures[architecture] with { DType = dtype, Pooling = pooling, Normalize = normalize };
        var reference = tiny.Reference(tiny.Write(directory.Path));
        var model = ModelDirectory.Load(directory.Path);
        using var backend = Create(model);
        var random = new Random(5);
        for (var tokens = 1; tokens <= TinyModel.MaxTokens; tokens++)
        {
            int[] ids = [.. Enumerable.Range(0, tokens).Select(_ => random.Next(TinyModel.Words.Length))];
            TensorPrimitives.Distance(Encode(backend, model, ids), reference.Encode(ids)).ShouldBeLessThan(1e-4f, $"{tokens} tokens");
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_question_has_one_vector_in_any_batch_with_every_architecture(string architecture)
    {
        const int Batch = 7;
        const int Tokens = 9;
        using var directory = new TemporaryDirectory();
        s_architectures[architecture].Write(directory.Path);
        var model = ModelDirectory.Load(directory.Path);
        using var backend = Create(model);
        var random = new Random(8);
        int[] ids = [.. Enumerable.Range(0, Batch * Tokens).Select(_ => random.Next(TinyModel.Words.Length))];

        var rows = Encode(backend, model, ids, Tokens).Chunk(model.Dimension);

        foreach (var (row, tokens) in rows.Zip(ids.Chunk(Tokens)))
        {
            TensorPrimitives.Distance(row, Encode(backend, model, tokens)).ShouldBeLessThan(1e-5f);
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_batch_that_is_no_whole_number_of_sequences_is_refused(string architecture)
    {
        using var directory = new TemporaryDirectory();
        s_architectures[architecture].Write(directory.Path);
        var model = ModelDirectory.Load(directory.Path);
        using var backend = Create(model);

        Should.Throw<ArgumentException>(() => backend.Encode([2, 5, 3], 2, new float[model.Dimension]));
        Should.Throw<ArgumentException>(() => backend.Encode([2, 5, 3], 3, new float[model.Dimension + 1]));
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void No_native_memory_outlives_its_call(string architecture)
    {
        using var directory = new TemporaryDirectory();
        s_architectures[architecture].Write(directory.Path);
        var model = ModelDirectory.Load(directory.Path);
        using var backend = Create(model);
        int[] ids = [2, 5, 6, 7, 8, 3];
        ShouldNotGrow(() => Encode(backend, model, ids), times: 4_000, bytes: 1 << 20);
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("bilstm")]
    public void Memory_does_not_grow_with_the_number_of_shapes(string architecture)
    {
        using var directory = new TemporaryDirectory();
        var model = ModelDirectory.Load(Repository.DefaultModel);
        if (architecture == "bilstm")
        {
            model = NewBiLstm.Create(model, directory.Path, hiddenSize: 256, layers: 1, Pooling.Mean, seed: 1);
        }

        using var backend = Create(model);
        var random = new Random(3);
        ShouldNotGrow(EncodeSomeShape, times: 150, bytes: 4 << 20);

        void EncodeSomeShape()
        {
            var tokens = random.Next(1, 33);
            Encode(backend, model, [.. Enumerable.Range(2000, random.Next(1, 1 + (64 / tokens)) * tokens)], tokens);
        }
    }

    // Whatever is set up once is set up in a first run. The runtime sets up things of its own later on, but not in every run, as a leak would;
    // what only a finalizer frees counts as growth.
    private static void ShouldNotGrow(Action action, int times, long bytes)
    {
        const int Runs = 4;
        Repeat();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var growth = Growth();
        for (var run = 1; run < Runs && growth >= bytes; run++)
        {
            growth = Growth();
        }

        growth.ShouldBeLessThan(bytes);

        // Of native memory.
        long Growth()
        {
            var before = NativeMemory.InUse();
            Repeat();
            return NativeMemory.InUse() - before;
        }

        void Repeat()
        {
            for (var i = 0; i < times; i++)
            {
                action();
            }
        }
    }

    [Fact]
    public void A_model_whose_weights_are_lost_is_refused_and_their_file_is_named()
    {
        using var directory = new TemporaryDirectory();
        new TinyBert().Write(directory.Path);
        var model = ModelDirectory.Load(directory.Path);
        SafeTensorsFile.Damage(model.WeightsPath, 0);

        Should.Throw<InvalidModelException>(() => Create(model)).Message.ShouldBe(
            $"{model.WeightsPath}: gives an ordinary question a vector of length 0; its weights are damaged, or device cpu computes wrongly.");
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Weights_that_are_not_finite_are_refused_whatever_vectors_come_of_them(string architecture)
    {
        using var directory = new TemporaryDirectory();
        s_architectures[architecture].Write(directory.Path);
        var model = ModelDirectory.Load(directory.Path);
        foreach (var value in (float[])[float.NaN, float.NegativeInfinity])
        {
            SafeTensorsFile.Damage(model.WeightsPath, value);

            Should.Throw<InvalidModelException>(() => Create(model)).Message.ShouldMatch(
                $"^{model.WeightsPath}: tensor '[A-Za-z0-9_.]+' holds NaN or infinity; the weights are damaged.$");
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
