using DedupPlatform.VectorIndex.Qdrant.Tests.Servers;
using Grpc.Core;
using static DedupPlatform.VectorIndex.Tests.Sample;

namespace DedupPlatform.VectorIndex.Qdrant.Tests.Adapter;

public sealed class LargeAnswerTests : QdrantTest
{
    private const int Questions = 10;

    [Fact]
    public async Task A_page_that_is_too_large_for_an_answer_comes_as_smaller_ones()
    {
        var index = await OpenWithLongQuestionsAsync();
        var ids = new List<string>();
        string? next = null;
        do
        {
            var page = await index.ReadAsync(next, Questions, Cancel);
            ids.AddRange(page.Questions.Select(question => question.Id));
            next = page.Next;
        }
        while (next is not null);

        ids.Order().ShouldBe(Enumerable.Range(0, Questions).Select(i => $"q{i}"));
        Requests<Wire.ScrollPoints>("Points/Scroll").Take(3).Select(scroll => scroll.Limit).ShouldBe([10u, 5u, 2u]);
    }

    [Fact]
    public async Task A_sample_that_is_too_large_for_an_answer_is_a_smaller_one()
    {
        var index = await OpenWithLongQuestionsAsync();

        (await index.SampleAsync(Questions, Cancel)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_server_that_has_no_room_for_a_page_is_asked_for_the_same_page_again()
    {
        var index = await OpenWithLongQuestionsAsync();
        Server.Faults.Fail(StatusCode.ResourceExhausted, times: 2);

        await index.ReadAsync(from: null, limit: 2, Cancel);

        Requests<Wire.ScrollPoints>("Points/Scroll").Select(scroll => scroll.Limit).ShouldBe([2u, 2u, 2u]);
    }

    private async Task<IVectorIndex> OpenWithLongQuestionsAsync()
    {
        var index = await OpenAsync(options => options.MaxAnswerBytes = 4096);
        await index.UpsertAsync([.. Enumerable.Range(0, Questions).Select(i => Question($"q{i}", At(i)) with { Body = new string('a', 1000) })], Cancel);
        return index;
    }
}
