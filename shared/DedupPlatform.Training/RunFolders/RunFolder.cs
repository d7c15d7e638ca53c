using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DedupPlatform.Encoding;
using DedupPlatform.Training.Examples;
using TorchSharp;

namespace DedupPlatform.Training.RunFolders;

/// <summary>The folder of a training: its settings and log for people, and what it needs to resume after a kill.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly string _path;
    private readonly FileStream _lock;

    /// <exception cref="InvalidDataException">Another run works in the folder.</exception>
    public RunFolder(string path)
    {
        _path = path;
        Directory.CreateDirectory(path);
        try
        {
            // The operating system releases it when the process ends, however it ends.
            _lock = new FileStream(Path.Combine(path, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault) when (File.Exists(Path.Combine(path, "run.lock")))
        {
            throw new InvalidDataException(
                $"'{path}' is in use, or cannot be written. Wait until the other run has ended, or name another --run folder. {fault.Message}", fault);
        }
    }

    public string Settings => Path.Combine(_path, "settings.json");

    public string Checkpoint => Path.Combine(_path, "checkpoint");

    /// <summary>The model directory with the best weights so far.</summary>
    public string Best => Path.Combine(_path, "best");

    /// <summary>The model directory with the weights of the last step, once the training has ended.</summary>
    public string Last => Path.Combine(_path, "last");

    /// <summary>What the training did, for programs.</summary>
    public string Report => Path.Combine(_path, "report.json");

    private string StepLog => Path.Combine(_path, "steps.tsv");

    private string DevLog => Path.Combine(_path, "dev.tsv");

    /// <summary>
    /// Claims the folder for a run, or checks that it is already that run's. A run that was begun differently would get a report of what it never learned
    /// from.
    /// </summary>
    /// <exception cref="InvalidDataException">The folder is another run's; the message says what differs.</exception>
    public void Claim(JsonObject origin)
    {
        var path = Origin(_path);
        if (!File.Exists(path))
        {
            AtomicFile.WriteText(path, origin.ToJsonString());
        }
        else if (RunOrigin.Differences(JsonNode.Parse(File.ReadAllText(path))!.AsObject(), origin).ToArray() is { Length: > 0 } differing)
        {
            throw new InvalidDataException(
                $"The run in '{_path}' was begun with other {string.Join(", ", differing)}. Name another --run folder, or bring back what it was begun with.");
        }
    }

    /// <summary>The card of a model: there once the run has ended, and only as long as it tells of the weights beside it.</summary>
    public static string Card(string model) => Path.Combine(model, "README.md");

    public static void RemoveCard(string model)
    {
        if (Directory.Exists(model))
        {
            File.Delete(Card(model));
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Whether a folder is some run's.</summary>
    public static bool IsClaimed(string path) => File.Exists(Origin(path));

    /// <summary>Removes the steps after <paramref name="step"/> from the logs, since they are done again.</summary>
    public void RewindLogs(int step, IReadOnlyList<string> losses)
    {
        Rewind(StepLog, $"step\tloss\t{string.Join('\t', losses)}", step);
        Rewind(DevLog, "step\tpairs_ap\tmade_ap\tscore", step);
    }

    public void Log(int step, double loss, IEnumerable<double> parts) =>
        File.AppendAllText(StepLog, $"{step}\t{string.Join('\t', parts.Prepend(loss).Select(value => $"{value:0.00000}"))}\n");

    public void Log(DevFigures figures) => File.AppendAllText(
        DevLog, $"{figures.Step}\t{figures.PairAveragePrecision:0.00000}\t{figures.MadeAveragePrecision:0.00000}\t{figures.Score:0.00000}\n");

    /// <summary>Examples that are made once and must be the same after a kill: read from the folder if they are there, otherwise made and kept.</summary>
    public IReadOnlyList<Example> Keep(string name, Func<IReadOnlyList<Example>> make)
    {
        var path = Path.Combine(_path, $"{name}.json");
        if (!File.Exists(path))
        {
            Example[] made = [.. make()];
            AtomicFile.Write(path, file => JsonSerializer.Serialize(file, made, TrainingJson.Default.ExampleArray));
        }

        using var stream = File.OpenRead(path);
        return JsonSerializer.Deserialize(stream, TrainingJson.Default.ExampleArray)!;
    }

    /// <summary>Vectors that take long to compute, kept likewise as raw float32 rows.</summary>
    public torch.Tensor Keep(string name, int rows, torch.Device device, Func<torch.Tensor> make)
    {
        var path = Path.Combine(_path, $"{name}.f32");
        if (!File.Exists(path))
        {
            var made = make();
            using var host = made.cpu();
            AtomicFile.Write(path, file =>
            {
                for (var row = 0L; row < rows; row++)
                {
                    using var vector = host[row];
                    file.Write(vector.bytes);
                }
            });
            return made;
        }

        // Row by row: an array of bytes ends at 2 GiB.
        using var kept = File.OpenRead(path);
        using var read = torch.empty(rows, kept.Length / sizeof(float) / rows);
        for (var row = 0L; row < rows; row++)
        {
            using var vector = read[row];
            kept.ReadExactly(vector.bytes);
        }

        return read.to(device);
    }

    private static string Origin(string path) => Path.Combine(path, "origin.json");

    private static void Rewind(string path, string header, int step)
    {
        var rows = File.Exists(path) ? File.ReadLines(path).Skip(1).TakeWhile(row => int.Parse(row.Split('\t')[0], CultureInfo.InvariantCulture) <= step) : [];
        File.WriteAllLines(path, [header, .. rows.ToArray()]);
    }
}
