namespace DedupPlatform.Monitoring.Tests.Proof;

public sealed class SelectorsTests
{
    [Theory]
    [InlineData("up == 0", "up")]
    [InlineData("sum by (job, le) (rate(a_bucket{le=\"5\",x=~\"b|{c}\"}[5m] offset 1h)) / on () group_left (job) count(b:c)", "a_bucket{le=\"5\",x=~\"b|{c}\"} b:c")]
    [InlineData("1 - (sum(rate(a{x=\"1\"}[1h])) or vector(0)) and max by (queue) (d) > 1e3", "a{x=\"1\"} d")]
    public void The_metrics_of_an_expression_are_seen(string expression, string selectors) =>
        string.Join(' ', Selectors.Of(expression)).ShouldBe(selectors);
}
