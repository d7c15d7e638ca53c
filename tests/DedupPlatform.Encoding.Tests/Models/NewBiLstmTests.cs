namespace DedupPlatform.Encoding.Tests;

public sealed class NewBiLstmTests : IDisposable
{
    private readonly TemporaryDirectory _directories = new();

    public static TheoryData<Pooling> Poolings => [.. Enum.GetValues<Pooling>()];

    public void Dispose() => _directories.Dispose();

    [Fact]
    public void A_new_model_has_the_tokenizer_and_the_dimension_of_its_teacher()
    {
        var teacher = Teacher();

        var model = Create(teacher, "student", seed: 1);

        model.Config.ShouldBe(new BiLstmConfig
        {
            VocabSize = TinyModel.Words.Length,
            EmbeddingSize = TinyBert.Hidden,
            HiddenSize = 6,
            NumHiddenLayers = 2,
            ProjectionSize = TinyBert.Hidden,
        });
        model.Pooling.ShouldBe(Pooling.Max);
        model.Normalize.ShouldBeTrue();
        model.Dimension.ShouldBe(teacher.Dimension);
        model.MaxTokens.ShouldBe(TinyModel.MaxTokens);
        model.Calibration.ShouldBeNull();
        model.Tokenizer.Encode("How do I reset?").ShouldBe(teacher.Tokenizer.Encode("How do I reset?"));
    }

    [Fact]
    public void Its_word_embeddings_are_what_the_teacher_reads_where_positions_are_zero()
    {
        var weights = new TinyBert().Write(_directories["teacher"]);
        weights["embeddings.position_embeddings.weight"].AsSpan().Clear();
        var reference = new ReferenceBert(weights, Pooling.Mean, normalize: false);

        using var read = Create(ModelDirectory.Load(_directories["teacher"]), "student", seed: 1).OpenWeights();

        double[] expected = [.. Enumerable.Range(0, TinyModel.Words.Length).SelectMany(id => reference.Embeddings([id])[0])];
        read.Read("embeddings.word_embeddings.weight").Zip(expected, (value, exact) => Math.Abs(value - exact)).Max().ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void Its_other_weights_are_random_within_the_bounds_of_their_layer_and_the_seeds_own()
    {
        var teacher = Teacher();
        using var weights = Create(teacher, "one", seed: 1).OpenWeights();
        foreach (var (name, inputs) in new[] { ("lstm.weight_hh_l0", 6), ("lstm.bias_ih_l1_reverse", 6), ("projection.weight", 12) })
        {
            var values = weights.Read(name);
            values.Max().ShouldBeInRange(0.8f / MathF.Sqrt(inputs), 1 / MathF.Sqrt(inputs));
            values.Min().ShouldBeInRange(-1 / MathF.Sqrt(inputs), -0.8f / MathF.Sqrt(inputs));
        }

        string Weights(string name, int seed) => Convert.ToHexString(File.ReadAllBytes(Create(teacher, name, seed).WeightsPath));
        Weights("two", seed: 2).ShouldNotBe(Weights("one", seed: 1));
        Weights("three", seed: 2).ShouldBe(Weights("two", seed: 2));
    }

    [Theory]
    [MemberData(nameof(Poolings))]
    public void It_pools_as_it_was_told(Pooling pooling) =>
        NewBiLstm.Create(Teacher(), _directories["student"], hiddenSize: 6, layers: 1, pooling, seed: 1).Pooling.ShouldBe(pooling);

    [Fact]
    public void Only_a_bert_can_be_its_teacher()
    {
        var student = Create(Teacher(), "student", seed: 1);

        Should.Throw<InvalidModelException>(() => Create(student, "grandchild", seed: 1)).Message.ShouldContain("is a 'bilstm'");
    }

    [Fact]
    public void A_size_out_of_range_is_refused() =>
        Should.Throw<InvalidModelException>(() => NewBiLstm.Create(Teacher(), _directories["student"], 0, 1, Pooling.Mean, 1))
            .Message.ShouldContain("all sizes must be 1 or more");

    private ModelDirectory Teacher()
    {
        new TinyBert().Write(_directories["teacher"]);
        return ModelDirectory.Load(_directories["teacher"]);
    }

    private ModelDirectory Create(ModelDirectory teacher, string name, int seed) =>
        NewBiLstm.Create(teacher, _directories[name], hiddenSize: 6, layers: 2, Pooling.Max, seed);
}
