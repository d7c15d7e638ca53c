using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DedupPlatform.Encoding.Tests;

/// <summary>The native memory in use, as the C library counts it: far finer than the working set, which also holds what was freed.</summary>
internal static class NativeMemory
{
    private const int MappedBytes = 4;
    private const int UsedBytes = 7;

    public static long InUse()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Environment.WorkingSet;
        }

        var statistics = MallInfo2();
        return (long)(statistics[MappedBytes] + statistics[UsedBytes]);
    }

    [DllImport("libc", EntryPoint = "mallinfo2")]
    private static extern Statistics MallInfo2();

    // struct mallinfo2 of malloc.h: ten numbers.
    [InlineArray(10)]
    private struct Statistics
    {
        private nuint _first;
    }
}
