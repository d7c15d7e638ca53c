using DedupPlatform.Encoding;
using DedupPlatform.Encoding.Tests;
using DedupPlatform.Encoding.Torch;
using DedupPlatform.Training.Running;

namespace DedupPlatform.Training.Torch.Tests.Running;

public sealed class BatchEncoderTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_question_that_is_cut_off_keeps_the_separator_at_its_end()
    {
        new TinyBert().Write(_folder["model"]);
        var model = ModelDirectory.Load(_folder["model"]);
        using var network = EncoderNetwork.Load(model);
        var whole = new BatchEncoder(network, model.Tokenizer, maxTokens: 7).Tokenize("how do I reset");

        whole.Length.ShouldBe(6);
        new BatchEncoder(network, model.Tokenizer, maxTokens: 5).Tokenize("how do I reset").ShouldBe([.. whole[..4], model.Tokenizer.SepId]);
    }
}
