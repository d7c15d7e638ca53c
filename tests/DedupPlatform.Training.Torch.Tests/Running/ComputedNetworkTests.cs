using DedupPlatform.Training.Running;
using TorchSharp;

namespace DedupPlatform.Training.Torch.Tests.Running;

public sealed class ComputedNetworkTests
{
    [Fact]
    public void Gradients_of_several_batches_are_added_in_more_digits_than_bfloat16_has()
    {
        using var scope = torch.NewDisposeScope();
        var trained = torch.nn.Linear(1, 1, hasBias: false);
        var computed = new ComputedNetwork<TorchSharp.Modules.Linear>(trained, torch.nn.Linear(1, 1, hasBias: false).to(torch.ScalarType.BFloat16));
        computed.Refresh();

        foreach (var input in (float[])[256, 1, 1])
        {
            computed.Backward(computed.Network.call(torch.full(1, 1, input, torch.ScalarType.BFloat16)).sum());
        }

        trained.weight!.grad!.item<float>().ShouldBe(258, "between 256 and 258, bfloat16 has no number");
    }
}
