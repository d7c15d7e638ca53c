using DedupPlatform.VectorIndex;

namespace DedupPlatform.Hosting.Tests;

public sealed class ErrorMetricsTests
{
    [Fact]
    public void An_index_that_is_down_counts_as_the_index_even_where_its_reason_is_told()
    {
        ErrorMetrics.KindOf(new ServiceUnavailableException("Away.", new IndexUnavailableException("Away."))).ShouldBe("index");
        ErrorMetrics.KindOf(new ServiceUnavailableException("Full.")).ShouldBe("unavailable");
    }
}
