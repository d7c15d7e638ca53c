using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DedupPlatform.Encoding.Torch;

/// <summary>Environment variables for libtorch's own libraries, which read them when they are loaded and see none that .NET sets.</summary>
internal static partial class NativeSettings
{
#pragma warning disable CA2255 // For application code, says the rule, but every application would need these lines.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Apply()
    {
        if (OperatingSystem.IsLinux())
        {
            // libgomp's threads wait for each other by spinning, by default for milliseconds: on a machine that is busy with other
            // things too, for most of the time. This many turns, a few dozen microseconds, cost nothing on a quiet one.
            _ = SetVariable("GOMP_SPINCOUNT", "1000", overwrite: 0);

            // oneDNN keeps the code that it generates for each shape of batch; that of its usual 1,024 shapes fragments the heap.
            _ = SetVariable("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "8", overwrite: 0);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
