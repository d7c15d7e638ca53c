using DedupPlatform.Monitoring.Tests.Proof;
using DedupPlatform.Monitoring.Tests.Running;

namespace DedupPlatform.Monitoring.Tests.Rules;

/// <summary>What panels say, on ten minutes of made-up series; those of a reindex have 600 questions done, one a second.</summary>
public sealed class PanelTests
{
    [Theory]
    [InlineData(1, 1000, 0, 400)]
    [InlineData(1, 500, 0, null)]
    [InlineData(1, 1000, 30, 0)]
    [InlineData(0, 1000, 0, 0)]
    public Task No_time_is_left_once_all_is_embedded_and_none_is_told_beyond_the_estimate(int running, int total, int verifying, int? left) =>
        SaysAsync("Time left", left, $$"""
              - { series: 'dedup_reindex_running{instance="i"}', values: '{{running}}x20' }
              - { series: 'dedup_reindex_questions{state="total",instance="i"}', values: '{{total}}x20' }
              - { series: 'dedup_reindex_questions{state="done",instance="i"}', values: '0+30x20' }
              - { series: 'dedup_reindex_age_seconds{state="verifying",instance="i"}', values: '{{verifying}}x20' }
        """);

    // Prometheus 2 counts a value at the very edge of the 5 minutes and Prometheus 3 does not, so there is none.
    [Theory]
    [InlineData("Rate", 1, 3)]
    [InlineData("Rate", 0, 0)]
    [InlineData("Time left", 1, 3000)]
    public Task A_reindex_that_has_just_begun_is_not_taken_for_the_one_before(string title, int running, int shown) => SaysAsync(title, shown, $$"""
              - { series: 'dedup_reindex_running{instance="i"}', values: '{{running}}x20' }
              - { series: 'dedup_reindex_questions{state="total",instance="i"}', values: '10900x20' }
              - { series: 'dedup_reindex_questions{state="done",instance="i"}', values: '5000x9 _ 5000x6 300+300x2' }
              - { series: 'dedup_reindex_age_seconds{state="verifying",instance="i"}', values: '0x20' }
        """);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(0, 1, 2)]
    public Task A_reindex_that_has_failed_is_told_from_one_that_is_done(int running, int refused, int shown) => SaysAsync("Running", shown, $$"""
              - { series: 'dedup_reindex_running{instance="i"}', values: '{{running}}x20' }
              - { series: 'dedup_reindex_refused{instance="i"}', values: '{{refused}}x20' }
        """);

    [Theory]
    [InlineData("Share above the threshold", "dedup_checks_total", "outcome=\"none\"")]
    [InlineData("Drift of the share above the threshold", "dedup_checks_total", "outcome=\"none\"")]
    [InlineData("Share of judged candidates that are duplicates", "dedup_feedback_similarity_count", "verdict=\"other\"")]
    public Task A_share_is_zero_and_not_blank_where_there_was_never_a_hit(string title, string metric, string miss) => SaysAsync(title, 0, $$"""
              - { series: '{{metric}}{site="s",{{miss}}}', values: '0+1x20' }
        """);

    private static async Task SaysAsync(string title, int? value, string series)
    {
        var expression = Panel.All.Single(panel => panel.Title == title).Expression;
        var samples = value is null ? "" : $"{{ labels: '{{}}', value: {value} }}";
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $$"""
                tests:
                  - interval: 30s
                    input_series:
                {{series}}
                    promql_expr_test:
                      - { expr: 'round(sum({{expression}}))', eval_time: 10m, exp_samples: [{{samples}}] }
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
