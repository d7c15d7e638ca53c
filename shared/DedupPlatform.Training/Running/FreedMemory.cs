using System.Runtime.InteropServices;

namespace DedupPlatform.Training.Running;

/// <summary>How the C library treats memory that is freed.</summary>
internal static partial class FreedMemory
{
    private const int TrimThreshold = -1;
    private const int MostMappings = -4;

    /// <summary>
    /// Keeps freed memory for the next allocations. A step allocates the same large tensors as the one before; glibc would return each to the system and
    /// fetch it again, page by page.
    /// </summary>
    public static void KeepForReuse()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetOption(TrimThreshold, int.MaxValue);
            _ = SetOption(MostMappings, 0);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
