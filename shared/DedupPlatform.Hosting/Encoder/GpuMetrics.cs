using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;

namespace DedupPlatform.Hosting;

/// <summary>The memory of all GPUs of the machine, as their driver reports and numbers them (NVIDIA's management library).</summary>
internal static class GpuMetrics
{
    private const string Driver = "libnvidia-ml.so.1";

    /// <summary>Adds the gauges, if there is a driver with GPUs.</summary>
    public static void Observe(IMeterFactory meters)
    {
        if (!NativeLibrary.TryLoad(Driver, out _) || nvmlInit_v2() != 0 || nvmlDeviceGetCount_v2(out var count) != 0 || count == 0)
        {
            return;
        }

        var meter = meters.Create(Telemetry.Scope);
        meter.CreateObservableGauge("dedup.gpu.memory.used", () => Measure(count, memory => memory.Used), "By", "Memory in use on a GPU, by whomever.");
        meter.CreateObservableGauge("dedup.gpu.memory.total", () => Measure(count, memory => memory.Total), "By", "Memory that a GPU has.");
    }

    private static IEnumerable<Measurement<long>> Measure(uint count, Func<Memory, ulong> value)
    {
        for (var gpu = 0u; gpu < count; gpu++)
        {
            // A lost GPU reports no memory.
            if (nvmlDeviceGetHandleByIndex_v2(gpu, out var device) == 0 && nvmlDeviceGetMemoryInfo(device, out var memory) == 0)
            {
                yield return new Measurement<long>((long)value(memory), new KeyValuePair<string, object?>("gpu", (int)gpu));
            }
        }
    }

    [DllImport(Driver)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int nvmlInit_v2();

    [DllImport(Driver)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int nvmlDeviceGetCount_v2(out uint count);

    [DllImport(Driver)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int nvmlDeviceGetHandleByIndex_v2(uint index, out nint device);

    [DllImport(Driver)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int nvmlDeviceGetMemoryInfo(nint device, out Memory memory);

    /// <summary><c>nvmlMemory_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Memory(ulong Total, ulong Free, ulong Used);
}
