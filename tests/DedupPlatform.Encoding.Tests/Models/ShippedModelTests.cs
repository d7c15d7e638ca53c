using System.Numerics.Tensors;
using DedupPlatform.Encoding.Onnx;

namespace DedupPlatform.Encoding.Tests;

/// <summary>What the encoders in models were trained for.</summary>
public sealed class ShippedModelTests
{
    private const long MostBytes = 50_000_000;

    public static TheoryData<string> Names => ["default", "fast"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_rewording_reaches_the_threshold_and_a_small_change_of_meaning_does_not(string name)
    {
        var model = ModelDirectory.Load(Repository.File($"models/{name}"));
        using var backend = new OnnxBackend(model);
        float[] Encode(string text)
        {
            var ids = model.Tokenizer.Encode(text);
            var vector = new float[model.Dimension];
            backend.Encode(ids, ids.Length, vector);
            return vector;
        }

        float Similarity(string one, string other) => TensorPrimitives.CosineSimilarity(Encode(one), Encode(other));

        var threshold = model.Calibration.ShouldNotBeNull().Threshold;
        Similarity("How long should I boil an egg?", "For how long do you boil eggs?").ShouldBeGreaterThan(threshold);
        Similarity("Should I salt a steak before cooking it?", "Should I salt a steak after cooking it?").ShouldBeLessThan(threshold);
        Similarity("What should I feed wild birds in winter?", "What should I not feed wild birds in winter?").ShouldBeLessThan(threshold);
        Similarity("How do I tune a guitar by ear?", "How do I bake bread?").ShouldBeLessThan(threshold);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_small_and_has_a_card(string name)
    {
        new FileInfo(Repository.File($"models/{name}/model.safetensors")).Length.ShouldBeLessThan(MostBytes);
        File.ReadAllText(Repository.File($"models/{name}/README.md")).ShouldContain("What it fails at");
    }
}
