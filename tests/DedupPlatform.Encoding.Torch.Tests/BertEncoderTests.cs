using TorchSharp;
using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch.Tests;

public sealed class BertEncoderTests
{
    private static readonly BertConfig s_config = new()
    {
        ModelType = "bert",
        VocabSize = 50,
        HiddenSize = 12,
        NumHiddenLayers = 2,
        NumAttentionHeads = 3,
        IntermediateSize = 20,
        MaxPositionEmbeddings = 16,
    };

    [Theory]
    [InlineData(Pooling.Mean)]
    [InlineData(Pooling.Cls)]
    [InlineData(Pooling.Max)]
    public void A_batch_becomes_one_vector_of_length_one_for_each_sequence(Pooling pooling)
    {
        using var scope = NewDisposeScope();
        using var network = new BertEncoder(s_config, pooling, normalize: true);

        var vectors = network.call(zeros(5, 7, dtype: ScalarType.Int32));

        vectors.shape.ShouldBe([5, 12]);
        vectors.norm(1).allclose(ones(5), atol: 1e-6).ShouldBeTrue();
    }

    [Fact]
    public void A_bfloat16_network_gives_float32_vectors_close_to_those_of_a_float32_network()
    {
        using var scope = NewDisposeScope();
        using var network = new BertEncoder(s_config, Pooling.Mean, normalize: true);
        var ids = arange(40, dtype: ScalarType.Int32).reshape(4, 10);

        var exact = network.call(ids);
        var rounded = network.to(ScalarType.BFloat16).call(ids);

        rounded.dtype.ShouldBe(ScalarType.Float32);
        rounded.norm(1).allclose(ones(4), atol: 1e-6).ShouldBeTrue();
        nn.functional.cosine_similarity(exact, rounded).min().item<float>().ShouldBeInRange(0.999f, 0.9999999f);
    }

    [Fact]
    public void Every_weight_learns()
    {
        using var scope = NewDisposeScope();
        using var network = new BertEncoder(s_config, Pooling.Mean, normalize: true);

        network.call(arange(48, dtype: ScalarType.Int32).reshape(4, 12))[TensorIndex.Colon, 0].sum().backward();

        network.named_parameters().Where(entry => entry.parameter.grad is null || entry.parameter.grad.count_nonzero().item<long>() == 0)
            .Select(entry => entry.name).ShouldBeEmpty();
    }
}
