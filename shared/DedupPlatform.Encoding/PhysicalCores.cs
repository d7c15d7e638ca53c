using System.Globalization;

namespace DedupPlatform.Encoding;

/// <summary>How many physical cores this process may use. A second thread on a core does not make matrix products faster.</summary>
public static class PhysicalCores
{
    /// <summary>The cores that the operating system and the container allow, at least 1.</summary>
    public static int Count { get; } = Math.Clamp(Read(), 1, Environment.ProcessorCount);

    /// <summary><paramref name="threads"/>, or one for each core if it is 0.</summary>
    public static int Or(int threads) => threads == 0 ? Count : threads;

    /// <summary>How many cores the CPUs of a list like <c>0-3,8</c> belong to.</summary>
    /// <param name="cpus">The list.</param>
    /// <param name="siblings">What is the same for all CPUs of a core, if it is known.</param>
    internal static int Among(string cpus, Func<int, string?> siblings) => (
        from range in cpus.Split(',')
        let ends = Array.ConvertAll(range.Split('-'), end => int.Parse(end, CultureInfo.InvariantCulture))
        from cpu in Enumerable.Range(ends[0], ends[^1] - ends[0] + 1)
        let core = siblings(cpu)
        where core is not null
        select core).Distinct().Count();

    private static int Read()
    {
        const string Allowed = "Cpus_allowed_list:";
        try
        {
            var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Allowed, StringComparison.Ordinal));
            var cores = line is null ? 0 : Among(line[Allowed.Length..], Siblings);
            return cores == 0 ? Environment.ProcessorCount : cores;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Environment.ProcessorCount;
        }
    }

    private static string? Siblings(int cpu)
    {
        var path = $"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list";
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }
}
