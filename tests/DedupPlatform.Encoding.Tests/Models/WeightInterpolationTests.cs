namespace DedupPlatform.Encoding.Tests;

public sealed class WeightInterpolationTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ModelDirectory _origin, _trained;

    public WeightInterpolationTests()
    {
        new TinyBert().Write(_folder["origin"]);
        _origin = ModelDirectory.Load(_folder["origin"]);
        _trained = ModelDirectoryWriter.Write(_origin, _folder["trained"], Weights(_origin, value => (3 * value) + 1), TensorType.F32);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 3, 1)]
    [InlineData(0.25, 2.5, 0.75)]
    [InlineData(1, 1, 0)]
    public void Every_weight_lies_between_the_two_by_the_share(double share, float factor, float summand)
    {
        var mixed = WeightInterpolation.Write(_trained, _origin, share, _folder["mixed"]);

        using var before = _origin.OpenWeights();
        using var after = mixed.OpenWeights();
        foreach (var name in before.Names)
        {
            var expected = before.Read(name).Select(value => (factor * value) + summand).ToArray();
            after.Read(name).Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 1e-3f * Math.Max(1, Math.Abs(pair.Second)), name);
        }
    }

    [Fact]
    public void A_model_of_another_network_is_refused()
    {
        new TinyBert { Pooling = Pooling.Max }.Write(_folder["other"]);

        Should.Throw<InvalidModelException>(() => WeightInterpolation.Write(_trained, ModelDirectory.Load(_folder["other"]), 0.5, _folder["mixed"]))
            .Message.ShouldContain("only models of one origin can be mixed");
        Directory.Exists(_folder["mixed"]).ShouldBeFalse();
    }

    [Fact]
    public void Neither_of_the_two_is_overwritten()
    {
        foreach (var model in (ModelDirectory[])[_trained, _origin])
        {
            Should.Throw<InvalidModelException>(() => WeightInterpolation.Write(_trained, _origin, 0.5, model.FullPath))
                .Message.ShouldContain("a directory of its own is needed");
            ModelDirectory.Load(model.FullPath).Name.ShouldBe(model.Name);
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_share_beyond_the_two_is_refused(double share) =>
        Should.Throw<ArgumentOutOfRangeException>(() => WeightInterpolation.Write(_trained, _origin, share, _folder["mixed"]));

    private static List<NamedTensor> Weights(ModelDirectory model, Func<float, float> change)
    {
        using var weights = model.OpenWeights();
        return [.. weights.Names.Select(name => new NamedTensor(name, weights.Shape(name), weights.Read(name).Select(change).ToArray()))];
    }
}
