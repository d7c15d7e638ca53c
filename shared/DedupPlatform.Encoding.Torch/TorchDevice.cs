using System.Globalization;
using TorchSharp;

namespace DedupPlatform.Encoding.Torch;

/// <summary>Reads the option <c>Encoder:Device</c>.</summary>
internal static class TorchDevice
{
    public static torch.Device Parse(string device)
    {
        var count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        return device switch
        {
            "cpu" => torch.CPU,
            "auto" => count > 0 ? torch.device(DeviceType.CUDA, 0) : torch.CPU,
            _ when CudaIndex(device) is { } index && index < count => torch.device(DeviceType.CUDA, index),
            _ => throw new ArgumentException($"Encoder:Device is '{device}'; allowed here are auto, cpu{Cuda(count)}."),
        };
    }

    private static int? CudaIndex(string device) =>
        device.StartsWith("cuda:", StringComparison.Ordinal)
        && int.TryParse(device.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    private static string Cuda(int count) => count switch
    {
        0 => " (libtorch sees no CUDA device)",
        1 => ", cuda:0",
        _ => $", cuda:0 to cuda:{count - 1}",
    };
}
