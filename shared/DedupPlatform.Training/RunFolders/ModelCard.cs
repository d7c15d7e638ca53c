using DedupPlatform.Training.Mining;
using DedupPlatform.Training.Settings;
using Row = (string Name, string Value);

namespace DedupPlatform.Training.RunFolders;

/// <summary>The card of a trained model, in Markdown: how it was made, for readers who have only the model.</summary>
internal static class ModelCard
{
    /// <param name="report">The training.</param>
    /// <param name="figures">The measurement of these weights: the best one, or the last.</param>
    public static string Of(RunReport report, DevFigures figures)
    {
        var isBest = figures == report.Best;
        return $"""
            # An encoder trained from {report.Model}

            {report.Steps:N0} of {report.Settings.Steps:N0} steps on {report.Device}, seed {report.Settings.Seed};
            the weights are those of step {figures.Step:N0}, the {(isBest ? "best by the development data" : "last one")}.

            {Table("measured on development data", "", "---:", Measured(report.Settings.Dev, figures))}

            {(isBest ? "These figures chose the weights, so they flatter. " : "")}Measure on other data: `dedup evaluate`.
            Its threshold and probabilities are in `calibration.json`, once `dedup calibrate` has measured them.

            {Table("learned from", "", "---:", Learned(report))}

            {Table("file", "SHA-256", "---", report.Files.Select(file => (file.Name, $"`{file.Sha256}`")))}

            {Table("setting", "value", "---", Settings(report.Settings, report.Teacher))}

            The licences of the data bind the model as well: say here which they are.

            """;
    }

    private static string Table(string first, string second, string alignment, IEnumerable<Row> rows) =>
        string.Join('\n', rows.Prepend(("---", alignment)).Prepend((first, second)).Select(row => $"| {row.Item1} | {row.Item2} |"));

    private static IEnumerable<Row> Measured(DevSettings dev, DevFigures figures)
    {
        yield return ("average precision, judged pairs", $"{figures.PairAveragePrecision:0.000}");
        if (dev.MadeSets > 0)
        {
            yield return ("average precision, made questions", $"{figures.MadeAveragePrecision:0.000}");
        }
    }

    private static IEnumerable<Row> Learned(RunReport report) =>
    [
        ("judged pairs", $"{report.Pairs:N0}, {report.Duplicates:N0} of them duplicates; {report.LeftOutPairs:N0} left out, held out"),
        ("unjudged questions", $"{report.Unjudged:N0}; {report.LeftOutQuestions:N0} left out, held out"),
        ("made sets", $"{report.MadeSets:N0}"),
        ("sets of changed duplicates", $"{report.ChangedSets:N0}"),
        ("sets of changed unjudged questions", $"{report.ChangedUnjudgedSets:N0}"),
    ];

    private static IEnumerable<Row> Settings(TrainingSettings settings, string? teacher) =>
    [
        .. settings.Losses.Select(loss => ("loss", $"{loss.Kind}, weight {loss.Weight}{loss.Used}")),
        .. teacher is null ? [] : (Row[])[("teacher", teacher)],
        ("a batch", Batch(settings.Data) + (teacher is null ? "" : $" with {settings.Data.Neighbours} neighbours")),
        ("batches a step", $"{settings.Accumulation}"),
        .. settings.Data.MinedPerBatch == 0 ? [] : (Row[])[("mining", Mining(settings.Mining))],
        ("longest question", $"{settings.MaxTokens} tokens"),
        ("precision", Computed(settings.Precision)),
        ("learning rate", $"{settings.LearningRate}, × {settings.LayerDecay} a layer, warm-up {settings.Warmup:P0}, weight decay {settings.WeightDecay},"
            + $" gradient at most {settings.MaxGradient} long"),
        ("measured", $"every {settings.Dev.EverySteps} steps on at most {settings.Dev.PairSample:N0} pairs{Made(settings.Dev)};"
            + $" {settings.Dev.Patience} measurements in a row that are no better end it"),
        ("frozen", $"{settings.FrozenLayers} layers{(settings.FreezeWords ? ", word embeddings" : "")}"),
    ];

    private static string Batch(DataSettings data) =>
        $"{data.PairsPerBatch} judged pairs, {data.MinedPerBatch} with mined negatives, {data.MadePerBatch} made sets,"
        + $" {data.ChangedPerBatch} changed duplicates, {data.ChangedUnjudgedPerBatch} changed unjudged, {data.UnjudgedPerBatch} unjudged"
        + (data.Misspelt == 0 ? "" : $", {data.Misspelt:P0} of the questions misspelt");

    private static string Mining(MiningSettings mining) =>
        $"every {mining.EverySteps} steps: {mining.PerQuestion} of the {mining.Nearest} nearest for {mining.Questions} duplicates,"
        + $" similar by {mining.LeastSimilarity} to {mining.MostSimilarity}, at most {mining.RelativeMargin} of the duplicate's similarity"
        + $" and {mining.Margin} below it, among {mining.Pool} questions";

    private static string Made(DevSettings dev) =>
        dev.MadeSets > 0 ? $" and {dev.MadeSets} made sets, which count {dev.MadeShare:P0}" : "";

    private static string Computed(Precision precision) => precision switch
    {
        Precision.Full => "float32",
        Precision.Mixed => "bfloat16",
        _ => "bfloat16 on CUDA, float32 on a CPU",
    };
}
