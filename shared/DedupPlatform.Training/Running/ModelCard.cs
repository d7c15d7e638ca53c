using System.Globalization;
using System.Text;
using DedupPlatform.Training.Losses;

namespace DedupPlatform.Training.Running;

/// <summary>The card of a trained model, in Markdown: how it was made, for readers who have only the model.</summary>
internal static class ModelCard
{
    /// <param name="report">The training.</param>
    /// <param name="figures">The measurement of these weights: the best one, or the last.</param>
    public static string Of(RunReport report, DevFigures figures)
    {
        var settings = report.Settings;
        var mining = settings.Mining;
        var card = new StringBuilder();
        void Line(FormattableString line) => card.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        Line($"# An encoder trained from {report.Model}");
        Line($"");
        Line($"{report.Steps:N0} of {settings.Steps:N0} steps on {report.Device}, seed {settings.Seed}; the weights are those of step {figures.Step:N0}, the {(figures == report.Best ? "best by the development data" : "last one")}.");
        Line($"");
        Line($"| measured on development data | |");
        Line($"| --- | ---: |");
        Line($"| average precision, judged pairs | {figures.PairAveragePrecision:0.000} |");
        if (settings.Dev.MadeSets > 0)
        {
            Line($"| average precision, made questions | {figures.MadeAveragePrecision:0.000} |");
        }

        Line($"");
        Line($"{(figures == report.Best ? "These figures chose the weights, so they flatter. " : "")}Measure on other data: `dedup evaluate`. There is no calibration yet: `dedup calibrate`.");
        Line($"");
        Line($"| learned from | |");
        Line($"| --- | ---: |");
        Line($"| judged pairs | {report.Pairs:N0}, {report.Duplicates:N0} of them duplicates; {report.LeftOutPairs:N0} left out, held out |");
        Line($"| unjudged questions | {report.Unjudged:N0}; {report.LeftOutQuestions:N0} left out, held out |");
        Line($"| made sets | {report.MadeSets:N0} |");
        Line($"| sets of changed duplicates | {report.ChangedSets:N0} |");
        Line($"| sets of changed unjudged questions | {report.ChangedUnjudgedSets:N0} |");
        Line($"");
        Line($"| file | SHA-256 |");
        Line($"| --- | --- |");
        foreach (var file in report.Files)
        {
            Line($"| {file.Name} | `{file.Sha256}` |");
        }

        Line($"");
        Line($"| setting | value |");
        Line($"| --- | --- |");
        foreach (var loss in settings.Losses)
        {
            Line($"| loss | {loss.Kind}, weight {loss.Weight}{Parameters(loss)} |");
        }

        if (report.Teacher is not null)
        {
            Line($"| teacher | {report.Teacher} |");
        }

        Line($"| a batch | {settings.Data.PairsPerBatch} judged pairs, {settings.Data.MinedPerBatch} with mined negatives, {settings.Data.MadePerBatch} made sets, {settings.Data.ChangedPerBatch} changed duplicates, {settings.Data.ChangedUnjudgedPerBatch} changed unjudged, {settings.Data.UnjudgedPerBatch} unjudged{(report.Teacher is null ? "" : $" with {settings.Data.Neighbours} neighbours")} |");
        Line($"| batches a step | {settings.Accumulation} |");
        if (settings.Data.MinedPerBatch > 0)
        {
            Line($"| mining | every {mining.EverySteps} steps: {mining.PerQuestion} of the {mining.Nearest} nearest for {mining.Questions} duplicates, similar by {mining.LeastSimilarity} to {mining.MostSimilarity}, at most {mining.RelativeMargin} of the duplicate's similarity and {mining.Margin} below it, among {mining.Pool} questions |");
        }

        Line($"| longest question | {settings.MaxTokens} tokens |");
        Line($"| precision | {Computed(settings.Precision)} |");
        Line($"| learning rate | {settings.LearningRate}, × {settings.LayerDecay} a layer, warm-up {settings.Warmup:P0}, weight decay {settings.WeightDecay}, gradient at most {settings.MaxGradient} long |");
        Line($"| measured | every {settings.Dev.EverySteps} steps on at most {settings.Dev.PairSample:N0} pairs{Made(settings.Dev)}; {settings.Dev.Patience} measurements in a row that are no better end it |");
        Line($"| frozen | {settings.FrozenLayers} layers{(settings.FreezeWords ? ", word embeddings" : "")} |");
        Line($"");
        Line($"The licences of the data bind the model as well: say here which they are.");
        return card.ToString();
    }

    // What the kind uses of the settings.
    private static FormattableString Parameters(LossSettings loss) => loss.Kind switch
    {
        "contrastive" or "online-contrastive" or "triplet" => $", margin {loss.Margin}, {loss.Distance} distance",
        "ranking" => $", temperature {loss.Temperature}, {(loss.Symmetric ? "both questions" : "the first question")} of a duplicate as anchor",
        "cosine-order" or "pair-order" => $", temperature {loss.Temperature}",
        _ => $"",
    };

    private static FormattableString Made(DevSettings dev) =>
        dev.MadeSets > 0 ? (FormattableString)$" and {dev.MadeSets} made sets, which count {dev.MadeShare:P0}" : $"";

    private static string Computed(Precision precision) => precision switch
    {
        Precision.Full => "float32",
        Precision.Mixed => "bfloat16",
        _ => "bfloat16 on CUDA, float32 on a CPU",
    };
}
