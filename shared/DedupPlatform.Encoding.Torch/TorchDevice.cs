using System.Globalization;
using TorchSharp;

namespace DedupPlatform.Encoding.Torch;

/// <summary>The devices that libtorch can use.</summary>
/// <remarks>
/// A process that calls TorchSharp itself must use this class first: libtorch reads its settings when it is loaded, and this
/// assembly sets them.
/// </remarks>
public static class TorchDevice
{
    /// <summary>How many CUDA devices there are; 0 if libtorch was built without CUDA.</summary>
    public static int CudaCount => torch.cuda.is_available() ? torch.cuda.device_count() : 0;

    /// <summary>
    /// The device that the option <c>Encoder:Device</c> means: <c>cpu</c>, <c>cuda:N</c>, or <c>auto</c> for the first CUDA device
    /// if there is one.
    /// </summary>
    /// <param name="device">The value.</param>
    /// <param name="option">What the user calls the option, for the message.</param>
    /// <exception cref="ArgumentException">There is no such device; the message says which there are.</exception>
    public static torch.Device Parse(string device, string option = "Encoder:Device")
    {
        var count = CudaCount;
        return device switch
        {
            "cpu" => torch.CPU,
            "auto" => count > 0 ? torch.device(DeviceType.CUDA, 0) : torch.CPU,
            _ when CudaIndex(device) is { } index && index < count => torch.device(DeviceType.CUDA, index),
            _ => throw new ArgumentException($"{option} is '{device}'; allowed here are auto, cpu{CudaDevices(count)}."),
        };
    }

    private static int? CudaIndex(string device) =>
        device.StartsWith("cuda:", StringComparison.Ordinal)
        && int.TryParse(device.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    private static string CudaDevices(int count) => count switch
    {
        0 => " (libtorch sees no CUDA device)",
        1 => ", cuda:0",
        _ => $", cuda:0 to cuda:{count - 1}",
    };
}
