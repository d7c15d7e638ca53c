using DedupPlatform.Training.Metrics;
using ScottPlot;

namespace DedupPlatform.Cli.Quality;

/// <summary>Draws the pairs of an evaluation as PNG.</summary>
internal static class EvaluationPlots
{
    private const int Width = 900;
    private const int Height = 600;
    private const int Bins = 50;

    /// <summary>Plots, for each file of pairs, the precision–recall curves of all scorers, and for each scorer the distribution of its scores.</summary>
    public static void Save(string folder, IEnumerable<PairReport> reports)
    {
        UserFiles.Use(() => Directory.CreateDirectory(folder));
        foreach (var report in reports)
        {
            var name = Path.Combine(folder, Path.GetFileNameWithoutExtension(report.File));
            using var curves = Curves(report);
            curves.SavePng($"{name}-precision-recall.png", Width, Height);
            foreach (var (figures, scores) in report.Figures.Zip(report.Scores))
            {
                using var histogram = Histogram(figures.Scorer, scores, report.Labels);
                histogram.SavePng($"{name}-{figures.Scorer.Replace(' ', '-')}-similarities.png", Width, Height);
            }
        }
    }

    private static Plot Curves(PairReport report)
    {
        var plot = new Plot();
        foreach (var (figures, scores) in report.Figures.Zip(report.Scores))
        {
            var cuts = new PairClassification(scores, report.Labels).Cuts.Skip(1).Select(cut => cut.Confusion).ToArray();
            var line = plot.Add.ScatterLine(Array.ConvertAll(cuts, cut => cut.Recall), Array.ConvertAll(cuts, cut => cut.Precision));
            line.LegendText = $"{figures.Scorer} (AP {figures.AveragePrecision:0.000})";
        }

        plot.Axes.SetLimits(0, 1, 0, 1.02);
        plot.XLabel("recall");
        plot.YLabel("precision");
        plot.ShowLegend(Alignment.LowerLeft);
        return plot;
    }

    private static Plot Histogram(string scorer, float[] scores, bool[] labels)
    {
        var (low, high) = (Math.Min(0, scores.Min()), 1f);
        var plot = new Plot();
        foreach (var (kind, words) in ((bool, string)[])[(false, "no duplicates"), (true, "duplicates")])
        {
            var counts = new double[Bins];
            foreach (var (score, _) in scores.Zip(labels).Where(pair => pair.Second == kind))
            {
                counts[Math.Clamp((int)((score - low) / (high - low) * Bins), 0, Bins - 1)]++;
            }

            double[] middles = [.. Enumerable.Range(0, Bins).Select(bin => low + (high - low) * (bin + 0.5) / Bins)];
            var bars = plot.Add.Bars(middles, counts);
            bars.LegendText = words;
            bars.Bars.ForEach(bar => (bar.Size, bar.FillColor) = ((high - low) / Bins, bar.FillColor.WithAlpha(0.6)));
        }

        plot.XLabel($"similarity by {scorer}");
        plot.YLabel("pairs");
        plot.Axes.Margins(bottom: 0);
        plot.ShowLegend(Alignment.UpperLeft);
        return plot;
    }
}
