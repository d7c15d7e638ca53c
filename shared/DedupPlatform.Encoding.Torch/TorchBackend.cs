using System.Runtime.InteropServices;
using TorchSharp;

namespace DedupPlatform.Encoding.Torch;

/// <summary>Runs the encoder on TorchSharp: float32 on a CPU, bfloat16 on a CUDA device.</summary>
public sealed class TorchBackend : IEncoderBackend
{
    private readonly EncoderNetwork _network;
    private readonly torch.Device _device;

    private TorchBackend(EncoderNetwork network, torch.Device device)
    {
        _network = network;
        _device = device;
    }

    /// <summary>Whether libtorch was built for CUDA and sees a device.</summary>
    public static bool CudaAvailable => TorchDevice.CudaCount > 0;

    /// <inheritdoc/>
    public string Device => _device.ToString();

    /// <summary>Loads a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="device"><c>cpu</c>, <c>cuda:N</c>, or <c>auto</c> for the first CUDA device if there is one.</param>
    /// <param name="threads">How many threads compute a batch on a CPU, in the whole process; 0 means one for each physical core.</param>
    /// <exception cref="ArgumentException">There is no such device; the message says which there are.</exception>
    /// <exception cref="InvalidModelException">The weights cannot be read, or are damaged.</exception>
    public static TorchBackend Create(ModelDirectory model, string device, int threads)
    {
        var place = TorchDevice.Parse(device);
        torch.set_num_threads(PhysicalCores.Or(threads));
        var network = EncoderNetwork.Load(model);
        var backend = new TorchBackend(place.type == DeviceType.CUDA ? network.to(place, torch.ScalarType.BFloat16) : network, place);
        try
        {
            Canary.Check(model, backend);
            return backend;
        }
        catch
        {
            backend.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<int> tokenIds, int tokens, Span<float> vectors)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(tokenIds.Length % tokens, 0);
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        var ids = torch.empty(tokenIds.Length / tokens, tokens, dtype: torch.ScalarType.Int32);
        MemoryMarshal.AsBytes(tokenIds).CopyTo(ids.bytes);
        var results = _network.call(ids.to(_device)).cpu().bytes;
        ArgumentOutOfRangeException.ThrowIfNotEqual(MemoryMarshal.AsBytes(vectors).Length, results.Length);
        results.CopyTo(MemoryMarshal.AsBytes(vectors));
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}
