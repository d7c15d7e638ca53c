using DedupPlatform.Encoding.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch.Tests;

public sealed class EncoderNetworkTests
{
    private static readonly BertConfig s_bert = new()
    {
        VocabSize = 50,
        HiddenSize = 12,
        NumHiddenLayers = 2,
        NumAttentionHeads = 3,
        IntermediateSize = 20,
        MaxPositionEmbeddings = 16,
    };

    private static readonly BiLstmConfig s_biLstm = new() { VocabSize = 50, EmbeddingSize = 10, HiddenSize = 7, NumHiddenLayers = 2, ProjectionSize = 12 };

    private static readonly Dictionary<string, Func<Pooling, EncoderNetwork>> s_networks = new()
    {
        ["bert"] = pooling => new BertEncoder(s_bert, pooling, normalize: true),
        ["bilstm"] = pooling => new BiLstmEncoder(s_biLstm, pooling, normalize: true),
    };

    public static TheoryData<string> Architectures => [.. s_networks.Keys];

    public static TheoryData<string, Pooling> Poolings =>
        new(from architecture in s_networks.Keys from pooling in Enum.GetValues<Pooling>() select (architecture, pooling));

    [Theory]
    [MemberData(nameof(Poolings))]
    public void A_batch_becomes_one_vector_of_length_one_for_each_sequence(string architecture, Pooling pooling)
    {
        using var scope = NewDisposeScope();
        using var network = s_networks[architecture](pooling);

        var vectors = network.call(zeros(5, 7, dtype: ScalarType.Int32));

        vectors.shape.ShouldBe([5, 12]);
        vectors.norm(1).allclose(ones(5), atol: 1e-6).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_bfloat16_network_gives_float32_vectors_close_to_those_of_a_float32_network(string architecture)
    {
        using var scope = NewDisposeScope();
        using var network = s_networks[architecture](Pooling.Mean);
        using var inference = inference_mode();
        var ids = arange(40, dtype: ScalarType.Int32).reshape(4, 10);

        var exact = network.call(ids);
        var rounded = network.to(ScalarType.BFloat16).call(ids);

        rounded.dtype.ShouldBe(ScalarType.Float32);
        rounded.norm(1).allclose(ones(4), atol: 1e-6).ShouldBeTrue();
        nn.functional.cosine_similarity(exact, rounded).min().item<float>().ShouldBeInRange(0.999f, 0.9999999f);
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Every_weight_learns(string architecture)
    {
        using var scope = NewDisposeScope();
        using var network = s_networks[architecture](Pooling.Mean);

        network.call(arange(48, dtype: ScalarType.Int32).reshape(4, 12))[TensorIndex.Colon, 0].sum().backward();

        network.named_parameters().Where(entry => entry.parameter.grad is null || entry.parameter.grad.count_nonzero().item<long>() == 0)
            .Select(entry => entry.name).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_vector_is_the_same_with_gradients_and_without_which_then_leave_none(string architecture)
    {
        using var scope = NewDisposeScope();
        using var network = s_networks[architecture](Pooling.Mean);
        var ids = arange(40, dtype: ScalarType.Int32).reshape(4, 10);
        var learning = network.call(ids);

        using var still = no_grad();
        var vectors = network.call(ids);

        vectors.requires_grad.ShouldBeFalse();
        vectors.allclose(learning, atol: 1e-6).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Sequences_of_many_lengths_get_the_vectors_that_each_gets_alone(string architecture)
    {
        using var scope = NewDisposeScope();
        using var network = s_networks[architecture](Pooling.Mean);
        int[][] sequences = [[2, 5, 7, 3], [2, 9, 3], [2, 11, 12, 13, 14, 3], [2, 8, 6, 3], [2, 3], [2, 4, 3]];

        var vectors = network.Encode(sequences);

        vectors.shape.ShouldBe([sequences.Length, 12]);
        for (var i = 0; i < sequences.Length; i++)
        {
            vectors[i].allclose(network.call(tensor(sequences[i]).reshape(1, -1))[0], atol: 1e-6).ShouldBeTrue($"sequence {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void The_modules_name_their_weights_as_the_checkpoint_does(string architecture)
    {
        using var directory = new TemporaryDirectory();
        TinyModel tiny = architecture == "bert" ? new TinyBert() : new TinyBiLstm();
        tiny.Write(directory.Path);
        var model = ModelDirectory.Load(directory.Path);
        using var weights = model.OpenWeights();
        using var network = EncoderNetwork.Load(model);

        network.state_dict().Keys.ShouldBe(weights.Names, ignoreOrder: true);
    }
}
