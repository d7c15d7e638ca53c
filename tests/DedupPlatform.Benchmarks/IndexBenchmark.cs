using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using DedupPlatform.VectorIndex;
using DedupPlatform.VectorIndex.Embedded;

namespace DedupPlatform.Benchmarks;

/// <summary>
/// The embedded index: how long it takes to write, open and search a number of vectors, and how many of the true ten nearest the
/// pre-selection finds. Arguments: rows [rescored [file of float32 rows, 384 wide]]; without a file the vectors are synthetic clusters.
/// The 200 rows that follow are the queries and are not stored.
/// </summary>
internal static class IndexBenchmark
{
    private const int Dimension = 384;
    private const int Queries = 200;
    private const int Limit = 10;
    private const int CallSize = 1000;

    public static async Task Run(string[] args)
    {
        var rows = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        var rescored = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : new EmbeddedIndexOptions().Rescored;
        Func<int, float[]> vector = args.Length > 2 ? ReadRows(args[2], rows + Queries) : Clustered;
        var directory = Directory.CreateTempSubdirectory("dedup-index-benchmark-").FullName;
        try
        {
            // Only the index is timed, not how its input is made.
            var writing = new Stopwatch();
            await using (var generations = new EmbeddedGenerations(directory, new EmbeddedIndexOptions()))
            {
                var index = await generations.OpenAsync(await generations.CreateAsync("benchmark", Dimension));
                for (var i = 0; i < rows; i += CallSize)
                {
                    var questions = Enumerable.Range(i, Math.Min(CallSize, rows - i)).Select(row => Question(row, vector(row))).ToList();
                    writing.Start();
                    await index.UpsertAsync(questions);
                    writing.Stop();
                }
            }

            Report("written", $"{rows / writing.Elapsed.TotalSeconds:N0} questions/s");
            Report("on disk", $"{new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) >> 20:N0} MiB");

            var queries = Enumerable.Range(rows, Queries).Select(vector).ToList();
            var exact = await SearchAllAsync(directory, "exact", new EmbeddedIndexOptions { PreselectFrom = 1_000_000_000 }, queries);
            var found = await SearchAllAsync(directory, "pre-selected", new EmbeddedIndexOptions { PreselectFrom = 1, Rescored = rescored }, queries);
            var recall = exact.Zip(found, (all, some) => all.Count(some.Contains) / (double)all.Count).Average();
            Report($"recall@{Limit}, {rescored} re-scored", recall.ToString("0.0000", CultureInfo.InvariantCulture));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<List<HashSet<string>>> SearchAllAsync(string directory, string name, EmbeddedIndexOptions options, List<float[]> queries)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Report($"{name}: memory before opening", $"{Environment.WorkingSet >> 20:N0} MiB");
        var opening = Stopwatch.StartNew();
        await using var generations = new EmbeddedGenerations(directory, options);
        var index = await generations.OpenAsync((await generations.ListWithJobsAsync())[0].Generation);
        Report($"{name}: opened in", $"{opening.Elapsed.TotalSeconds:0.00} s");
        Report($"{name}: memory after opening", $"{Environment.WorkingSet >> 20:N0} MiB");
        await SearchAsync(index, queries[0]);

        var (found, times) = (new List<HashSet<string>>(), new List<double>());
        foreach (var query in queries)
        {
            var start = Stopwatch.GetTimestamp();
            var candidates = await SearchAsync(index, query);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            found.Add([.. candidates.Select(candidate => candidate.Id)]);
        }

        times.Sort();
        Report($"{name}: search p50 / p99", $"{times[times.Count / 2]:0.00} / {times[times.Count * 99 / 100]:0.00} ms");
        return found;
    }

    private static Task<IReadOnlyList<Candidate>> SearchAsync(IVectorIndex index, float[] query) =>
        index.SearchAsync(new SearchRequest { Site = "default", Vector = query, Fingerprint = "", Limit = Limit, Threshold = -1 });

    private static IndexedQuestion Question(int row, float[] vector) => new()
    {
        Site = "default",
        Id = row.ToString(CultureInfo.InvariantCulture),
        Revision = 1,
        Title = $"How does question number {row} differ from the others?",
        Url = $"https://example.org/questions/{row}",
        Fingerprint = row.ToString("x32", CultureInfo.InvariantCulture),
        Vector = vector,
    };

    private static Func<int, float[]> ReadRows(string file, int needed)
    {
        var stream = File.OpenHandle(file);
        if (RandomAccess.GetLength(stream) / (Dimension * sizeof(float)) is var rows && rows < needed)
        {
            throw new ArgumentException($"{file} has {rows} rows, and {needed} are needed: the last {Queries} are the queries.");
        }

        return row =>
        {
            var vector = new float[Dimension];
            RandomAccess.Read(stream, MemoryMarshal.AsBytes(vector.AsSpan()), (long)row * Dimension * sizeof(float));
            return vector;
        };
    }

    private static float[] Clustered(int row)
    {
        var cluster = new Random(row % 50_000);
        var noise = new Random(50_000 + row);
        var vector = new float[Dimension];
        for (var i = 0; i < Dimension; i++)
        {
            vector[i] = cluster.NextSingle() + (0.7f * noise.NextSingle()) - 0.85f;
        }

        var length = MathF.Sqrt(vector.Sum(component => component * component));
        return [.. vector.Select(component => component / length)];
    }

    private static void Report(string what, string value) => Console.WriteLine($"{what,-36} {value}");
}
