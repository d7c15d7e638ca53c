using TorchSharp;
using TorchSharp.Modules;

namespace DedupPlatform.Training.Running;

/// <summary>
/// The network that a step computes: the trained one itself, or a bfloat16 copy of it. A step changes most weights by less than bfloat16 can
/// represent, so the float32 weights are updated (Micikevicius et al., Mixed Precision Training, ICLR 2018; bfloat16 needs no loss scaling).
/// </summary>
/// <typeparam name="TNetwork">Its type.</typeparam>
/// <param name="trained">The network with the float32 weights.</param>
/// <param name="copy">A network of the same shape in bfloat16, owned; <see langword="null"/> to compute with the trained one.</param>
internal sealed class ComputedNetwork<TNetwork>(TNetwork trained, TNetwork? copy) : IDisposable
    where TNetwork : torch.nn.Module
{
    private readonly (Parameter Trained, Parameter Computed)[] _weights =
        copy is null ? [] : [.. trained.parameters().Zip(copy.parameters())];

    public TNetwork Network => copy ?? trained;

    /// <summary>Copies the weights of the trained network.</summary>
    public void Refresh()
    {
        using var inference = torch.no_grad();
        foreach (var (from, to) in _weights)
        {
            to.copy_(from);
            to.requires_grad = from.requires_grad;
        }
    }

    /// <summary>
    /// Adds the gradients of a loss to those of the trained network: in float32, as a sum of many batches in bfloat16 would lose the smaller ones.
    /// </summary>
    public void Backward(torch.Tensor loss)
    {
        loss.backward();
        foreach (var (to, from) in _weights)
        {
            if (from.grad is { } gradient)
            {
                var exact = gradient.to(torch.ScalarType.Float32);
                to.grad = to.grad is { } sum ? sum.add_(exact) : exact;
                gradient.zero_();
            }
        }
    }

    public void Dispose() => copy?.Dispose();
}
