using System.Diagnostics;

namespace DedupPlatform.Benchmarks;

/// <summary>How much was done in a second of the clock, and in a second of processor time of this process.</summary>
internal readonly record struct Rate(double PerSecond, double PerProcessorSecond)
{
    public static async Task<Rate> OfAsync(Func<Task<double>> work)
    {
        var (start, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var amount = await work();
        return new Rate(
            amount / Stopwatch.GetElapsedTime(start).TotalSeconds,
            amount / (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
    }
}
