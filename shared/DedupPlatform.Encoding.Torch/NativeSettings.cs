using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DedupPlatform.Encoding.Torch;

/// <summary>
/// Environment variables for libtorch's own libraries, which read them when they are loaded and do not see those that .NET sets.
/// </summary>
internal static partial class NativeSettings
{
#pragma warning disable CA2255 // The rule allows this in application code only, but every application would need these lines.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Apply()
    {
        if (OperatingSystem.IsLinux())
        {
            // libgomp's threads spin while they wait for each other, by default for milliseconds: on a machine that is also busy
            // with other things, most of the time. This many turns, a few dozen microseconds, cost nothing on a quiet one.
            _ = SetVariable("GOMP_SPINCOUNT", "1000", overwrite: 0);

            // oneDNN caches the code that it generates for each batch shape; its default of 1,024 shapes fragments the heap.
            _ = SetVariable("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "8", overwrite: 0);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
