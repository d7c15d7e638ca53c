using DedupPlatform.VectorIndex.Qdrant.Points;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Adapter;

public sealed class PointIdsTests
{
    // Python: uuid.uuid5(uuid.UUID("c3343803-2940-4766-b8f5-5be3ed24e43c"), "7:cookingbread")
    [Fact]
    public void A_question_has_the_same_point_in_every_process_and_release() =>
        PointIds.Of("cooking", "bread").Uuid.ShouldBe("33969c70-827f-5931-a03d-f37f5eb70220");

    [Fact]
    public void Site_and_id_do_not_run_into_each_other() =>
        new[] { PointIds.Of("a", "bc"), PointIds.Of("ab", "c"), PointIds.Of("abc", ""), PointIds.Of("", "abc"), PointIds.Of("1:a", "bc") }
            .Distinct().Count().ShouldBe(5);

    [Fact]
    public void Text_that_cannot_be_sent_is_refused() => Should.Throw<ArgumentException>(() => PointIds.Of("cooking", "\ud83c"));
}
