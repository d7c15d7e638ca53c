using DedupPlatform.Monitoring.Tests.Proof;
using DedupPlatform.Monitoring.Tests.Running;

namespace DedupPlatform.Monitoring.Tests.Rules;

/// <summary>What panels say of a reindex, on made-up series: ten minutes in which 600 questions are done, one a second.</summary>
public sealed class PanelTests
{
    [Theory]
    [InlineData(1, 1000, 0, 400)]
    [InlineData(1, 500, 0, 0)]
    [InlineData(1, 1000, 30, 0)]
    [InlineData(0, 1000, 0, 0)]
    public Task No_time_is_left_once_all_is_embedded(int running, int total, int verifying, int left) => SaysAsync("Time left", left, $$"""
              - { series: 'dedup_reindex_running{instance="i"}', values: '{{running}}x10' }
              - { series: 'dedup_reindex_questions{state="total",instance="i"}', values: '{{total}}x10' }
              - { series: 'dedup_reindex_questions{state="done",instance="i"}', values: '0+60x10' }
              - { series: 'dedup_reindex_age_seconds{state="verifying",instance="i"}', values: '{{verifying}}x10' }
        """);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(0, 1, 2)]
    public Task One_that_was_turned_down_is_told_from_one_that_is_done(int running, int refused, int shown) => SaysAsync("Running", shown, $$"""
              - { series: 'dedup_reindex_running{instance="i"}', values: '{{running}}x10' }
              - { series: 'dedup_reindex_refused{instance="i"}', values: '{{refused}}x10' }
        """);

    private static async Task SaysAsync(string title, int value, string series)
    {
        var expression = Panel.All.Single(panel => panel.Dashboard == "reindex" && panel.Title == title).Expression;
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $$"""
                tests:
                  - interval: 1m
                    input_series:
                {{series}}
                    promql_expr_test:
                      - { expr: 'round({{expression}})', eval_time: 10m, exp_samples: [{ labels: '{}', value: {{value}} }] }
                """, TestContext.Current.CancellationToken);

            var (exitCode, output) = await Promtool.RunAsync("test", "rules", file);

            exitCode.ShouldBe(0, output);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
