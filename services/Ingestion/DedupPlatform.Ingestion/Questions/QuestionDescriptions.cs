using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DedupPlatform.Ingestion;

/// <summary>What <c>/openapi/v1.json</c> says about the calls for one question.</summary>
internal static class QuestionDescriptions
{
    public const string Question = """
        {"site":"cooking","id":"17","title":"How long should I boil an egg?","body":"I like the yolk soft.","url":"https://example.org/q/17","tags":["eggs"],"createdAt":"2026-05-01T12:30:00Z","revision":3}
        """;

    public const string ShortQuestion = """{"site":"cooking","id":"18","title":"Can I freeze boiled eggs?"}""";

    private const string Receipt = """{"site":"cooking","id":"17","revision":3,"status":"queued"}""";

    public static void DescribePost(this RouteHandlerBuilder endpoint) => endpoint
        .WithName("PostQuestion").WithTags("Questions")
        .WithSummary("Store a question")
        .WithDescription("The answer comes when the question is on disk; it is searchable a moment later. The same id again replaces the question. "
            + "The request may have 1 MiB, unless the operator says otherwise (Limits:RequestBytes).")
        .ProducesProblems(400, 408, 413, 415, 429, 503)
        .WithBody<QuestionBody>(JsonBody.MediaType, Question)
        .WithAnswer(StatusCodes.Status202Accepted, Receipt);

    public static void DescribeFind(this RouteHandlerBuilder endpoint) => endpoint
        .WithName("GetQuestion").WithTags("Questions")
        .WithSummary("Look a question up")
        .WithDescription("Standalone also finds a question that is still queued, even an old copy that the index will drop because of a removal; the three services answer 404 until it is indexed.")
        .ProducesProblems(400, 404, 503)
        .WithPath("site", "The site the question belongs to.")
        .WithPath("id", "Your identifier, percent-encoded: a/b is sent as a%2Fb.")
        .WithAnswer(StatusCodes.Status200OK, """
            {"site":"cooking","id":"17","title":"How long should I boil an egg?","url":"https://example.org/q/17","revision":3,"status":"indexed","model":"default-1a2b3c4d"}
            """);

    public static void DescribeRemove(this RouteHandlerBuilder endpoint) => endpoint
        .WithName("RemoveQuestion").WithTags("Questions")
        .WithSummary("Remove a question")
        .WithDescription("The question is gone from the results once this has been processed, and a copy of this revision or an older one that "
            + "arrives later does not bring it back. Without a revision, the receiving time in microseconds since 1970 counts. A question that was never stored is accepted as well. There is no body.")
        .ProducesProblems(400, 404, 408, 429, 503)
        .WithPath("site", "The site the question belongs to.")
        .WithPath("id", "Your identifier, percent-encoded: a/b is sent as a%2Fb.")
        .WithWholeNumber("revision", least: 0, QuestionRules.MaxRevision, "The highest revision to remove, if your platform numbers its revisions; written without fraction or exponent.")
        .WithAnswer(StatusCodes.Status202Accepted, Receipt);
}
