namespace DedupPlatform.Encoding.Tests;

public sealed class ModelDirectoryWriterTests : IDisposable
{
    private readonly TemporaryDirectory _source = new();
    private readonly TemporaryDirectory _target = new();

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F16)]
    public void A_model_written_with_new_weights_is_the_old_one_with_new_weights(TensorType type)
    {
        var source = Source();

        var target = ModelDirectoryWriter.Write(source, _target["deep/new"], Doubled(source), type);

        target.FullPath.ShouldBe(_target["deep/new"]);
        target.Config.ShouldBe(source.Config);
        target.Pooling.ShouldBe(Pooling.Max);
        target.Normalize.ShouldBeFalse();
        target.MaxTokens.ShouldBe(source.MaxTokens);
        target.Tokenizer.Encode("How do I reset?").ShouldBe(source.Tokenizer.Encode("How do I reset?"));
        using var before = source.OpenWeights();
        using var after = target.OpenWeights();
        after.Names.ShouldAllBe(name => after.Read(name).SequenceEqual(
            before.Read(name).Select(value => SafeTensorsFile.Round(type.ToString(), 2 * value))));
    }

    [Fact]
    public void What_was_said_of_the_old_weights_is_not_said_of_the_new_ones()
    {
        var source = Source();
        new Calibration { Threshold = 0.5f, Curve = [new(0.5f, 0.5f)], Source = "a test" }.Save(_source[Calibration.FileName]);
        File.WriteAllText(_source["README.md"], "A model card.");
        File.Copy(_source[Calibration.FileName], _target[Calibration.FileName]);

        ModelDirectoryWriter.Write(source, _target.Path, Doubled(source), TensorType.F16).Calibration.ShouldBeNull();

        File.Exists(_target["README.md"]).ShouldBeFalse();
    }

    [Fact]
    public void Whatever_may_not_be_written_in_the_source_may_be_in_the_copy()
    {
        var source = Source();
        foreach (var file in Directory.GetFiles(_source.Path, "*", SearchOption.AllDirectories))
        {
            new FileInfo(file).IsReadOnly = true;
        }

        ModelDirectoryWriter.Write(source, _target.Path, Doubled(source), TensorType.F32);

        Directory.GetFiles(_target.Path, "*", SearchOption.AllDirectories)
            .ShouldAllBe(file => !new FileInfo(file).IsReadOnly);
    }

    [Fact]
    public void Nothing_of_another_model_stays_in_the_directory()
    {
        var source = Source();
        File.Delete(_source["sentence_bert_config.json"]);
        new TinyBert().Write(_target.Path);
        TinyBert.WriteJson(_target.Path, "sentence_bert_config.json", new { max_seq_length = 3 });
        TinyBert.WriteJson(_target.Path, "added_tokens.json", new { router = 10 });

        var target = ModelDirectoryWriter.Write(source, _target.Path, Doubled(source), TensorType.F32);

        target.MaxTokens.ShouldBe(ModelDirectory.Load(_source.Path).MaxTokens);
    }

    [Fact]
    public void A_model_is_not_written_over_its_source()
    {
        var source = Source();
        new Calibration { Threshold = 0.5f, Curve = [new(0.5f, 0.5f)], Source = "a test" }.Save(_source[Calibration.FileName]);

        Should.Throw<InvalidModelException>(() => ModelDirectoryWriter.Write(source, _source.Path + "/", Doubled(source), TensorType.F32))
            .Message.ShouldContain("a directory of its own is needed");

        ModelDirectory.Load(_source.Path).Name.ShouldBe(source.Name);
        File.Exists(_source[Calibration.FileName]).ShouldBeTrue();
    }

    [Fact]
    public void Files_keep_their_places_where_the_network_has_a_directory_of_its_own()
    {
        new TinyBert().Write(_source.Path);
        TinyBert.WriteJson(_source.Path, "modules.json", new[]
        {
            new { path = "0_Transformer", type = "sentence_transformers.models.Transformer" },
            new { path = "1_Pooling", type = "sentence_transformers.models.Pooling" },
        });
        Directory.CreateDirectory(_source["0_Transformer"]);
        foreach (var file in Directory.GetFiles(_source.Path).Where(file => Path.GetFileName(file) != "modules.json"))
        {
            File.Move(file, Path.Combine(_source["0_Transformer"], Path.GetFileName(file)));
        }

        var source = ModelDirectory.Load(_source.Path);
        ModelDirectoryWriter.Write(source, _target.Path, Doubled(source), TensorType.F32).WeightsPath
            .ShouldBe(_target["0_Transformer/model.safetensors"]);
    }

    [Fact]
    public void Weights_that_are_missing_are_named()
    {
        var source = Source();

        Should.Throw<InvalidModelException>(() => ModelDirectoryWriter.Write(source, _target.Path, [.. Doubled(source).Skip(1)], TensorType.F32))
            .Message.ShouldContain("tensor 'embeddings.word_embeddings.weight' is missing");
    }

    private ModelDirectory Source()
    {
        new TinyBert { Pooling = Pooling.Max, Normalize = false }.Write(_source.Path);
        return ModelDirectory.Load(_source.Path);
    }

    private static List<NamedTensor> Doubled(ModelDirectory model)
    {
        using var weights = model.OpenWeights();
        return [.. weights.Names.Select(name => new NamedTensor(name, weights.Shape(name), Array.ConvertAll(weights.Read(name), value => 2 * value)))];
    }
}
