using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DedupPlatform.Encoding.Torch;

/// <summary>Dropout: while a network trains, values are zeroed at random, so that it cannot lean on any one of them, and the others are scaled up.</summary>
/// <remarks>Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, JMLR 2014; in a transformer where Devlin et al. (BERT, 2019) have it, but for attention.</remarks>
public static class Dropouts
{
    /// <summary>Sets how often a value is dropped, in every place where the network may do so, and has it train. A network that is loaded drops nothing.</summary>
    /// <param name="network">An <see cref="EncoderNetwork"/> or a <see cref="CrossEncoder"/>; <see cref="nn.Module.eval"/> pauses dropping.</param>
    /// <param name="probability">0 up to, but below, 1.</param>
    public static void UseDropout(this nn.Module network, double probability)
    {
        ArgumentNullException.ThrowIfNull(network);
        foreach (var dropout in network.modules().OfType<Dropout>())
        {
            dropout.p = probability;
        }

        network.train();
    }
}
