namespace DedupPlatform.Encoding;

/// <summary>How many physical cores this process may use. A second thread on a core does not make matrix products faster.</summary>
public static class PhysicalCores
{
    /// <summary>The cores that the operating system and the container allow, at least 1.</summary>
    public static int Count { get; } = Math.Clamp(Read(), 1, Environment.ProcessorCount);

    /// <summary><paramref name="threads"/>, or one for each core if it is 0.</summary>
    public static int Or(int threads) => threads == 0 ? Count : threads;

    private static int Read()
    {
        try
        {
            // All threads of a core report the same list of siblings.
            var cores = Directory.EnumerateDirectories("/sys/devices/system/cpu", "cpu*")
                .Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
                .Where(File.Exists)
                .Select(File.ReadAllText)
                .Distinct()
                .Count();
            return cores == 0 ? Environment.ProcessorCount : cores;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Environment.ProcessorCount;
        }
    }
}
