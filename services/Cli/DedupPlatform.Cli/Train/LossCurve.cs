using System.Globalization;
using ScottPlot;

namespace DedupPlatform.Cli.Train;

/// <summary>Draws a run's logs as PNG: its losses, smoothed, at the top and the figures on the development data below.</summary>
internal static class LossCurve
{
    private const int Width = 900;
    private const int Height = 900;

    // The losses of single batches fluctuate; a mean over this share of the steps shows the trend.
    private const double SmoothedShare = 0.02;

    public static void Save(string run)
    {
        var plots = new Multiplot();
        plots.AddPlots(2);
        Draw(plots.GetPlot(0), Path.Combine(run, "steps.tsv"), "loss", smooth: true);
        Draw(plots.GetPlot(1), Path.Combine(run, "dev.tsv"), "on development data", smooth: false);
        plots.SavePng(Path.Combine(run, "loss.png"), Width, Height);
    }

    private static void Draw(Plot plot, string log, string label, bool smooth)
    {
        var lines = File.ReadAllLines(log);
        var rows = Array.ConvertAll(lines[1..], line => Array.ConvertAll(line.Split('\t'), cell => double.Parse(cell, CultureInfo.InvariantCulture)));
        var window = smooth ? Math.Max(1, (int)(SmoothedShare * rows.Length)) : 1;
        foreach (var (column, name) in lines[0].Split('\t').Index().Skip(1))
        {
            var points = rows.Chunk(window).Select(chunk => (Step: chunk[^1][0], Mean: chunk.Average(row => row[column]))).ToArray();
            var line = plot.Add.ScatterLine(Array.ConvertAll(points, point => point.Step), Array.ConvertAll(points, point => point.Mean));
            line.LegendText = name;
        }

        plot.XLabel("step");
        plot.YLabel(label);
        plot.ShowLegend(Alignment.UpperRight);
    }
}
