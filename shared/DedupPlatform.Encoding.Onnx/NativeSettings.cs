using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace DedupPlatform.Encoding.Onnx;

/// <summary>Keeps ONNX Runtime from telling its maker about the machine and its models, which the official builds do unless told otherwise.</summary>
/// <remarks>
/// It reads the environment variable <c>ORT_DISABLE_TELEMETRY</c> when it starts, and does not see those that .NET sets; what its interface offers
/// helps on Windows alone (version 1.31).
/// </remarks>
internal static partial class NativeSettings
{
    private const string Telemetry = "ORT_DISABLE_TELEMETRY";

#pragma warning disable CA2255 // The rule allows this in application code only, but every application would need these lines.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Apply()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetOnLinux(Telemetry, "1", overwrite: 0);
        }
        else if (OperatingSystem.IsMacOS())
        {
            _ = SetOnMac(Telemetry, "1", overwrite: 0);
        }
        else
        {
            OrtEnv.Instance().DisableTelemetryEvents();
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetOnLinux(string name, string value, int overwrite);

    [LibraryImport("libSystem.dylib", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetOnMac(string name, string value, int overwrite);
}
