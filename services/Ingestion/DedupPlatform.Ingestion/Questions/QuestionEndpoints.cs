using System.Globalization;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DedupPlatform.Ingestion;

internal static class QuestionEndpoints
{
    public static void MapQuestions(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/v1/questions", PostAsync).DescribePost();
        endpoints.MapGet("/v1/questions/{site}/{id}", FindAsync).AlsoHead().DescribeFind();
        endpoints.MapDelete("/v1/questions/{site}/{id}", RemoveAsync).DescribeRemove();

        // An id whose slashes are not encoded. A single {**id} would take a path without an id as well.
        endpoints.MapGet("/v1/questions/{site}/{id}/{**rest}", FindAsync).AlsoHead().ExcludeFromDescription();
        endpoints.MapDelete("/v1/questions/{site}/{id}/{**rest}", RemoveAsync).ExcludeFromDescription();
    }

    private static async Task<Results<Accepted<QuestionReceipt>, ProblemHttpResult>> PostAsync(
        HttpRequest request, QuestionLimits limits, QuestionReader reader, IQuestionIntake intake, IngestionMetrics metrics,
        CancellationToken cancellationToken)
    {
        var (question, problem) = await JsonBody.ReadAsync(request, limits, reader.Read, cancellationToken: cancellationToken);
        if (question is null)
        {
            if (problem!.StatusCode == StatusCodes.Status400BadRequest)
            {
                metrics.Rejected(Lane.Live);
            }

            return problem;
        }

        await intake.AcceptAsync([question], Lane.Live, cancellationToken);
        metrics.Accepted(1, Lane.Live);
        return Receipt(new QuestionAddress(question.Site, question.Id), question.Revision!.Value);
    }

    private static async Task<Results<Ok<QuestionView>, ProblemHttpResult>> FindAsync(
        HttpRequest request, QuestionRules rules, IQuestionIntake intake, IGenerations generations, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        if (QuestionAddress.Read(request, faults) is not { } address)
        {
            return Missing();
        }

        rules.CheckSite(address.Site, faults);
        rules.CheckId("id", address.Id, faults);
        if (faults.Any)
        {
            return Problems.Invalid(faults);
        }

        // In this order, a question that is just being indexed is seen at least once.
        var queued = await intake.FindQueuedAsync(address.Site, address.Id, cancellationToken);
        var live = await generations.FindLiveAsync(cancellationToken);
        var stored = live is null
            ? null
            : await (await generations.OpenAsync(live, cancellationToken)).FindAsync(address.Site, address.Id, cancellationToken);
        return (queued, stored) switch
        {
            (null, null) => Missing(),
            ({ } newer, _) when stored is null || newer.Revision > stored.Revision => TypedResults.Ok(new QuestionView(
                newer.Site, newer.Id, newer.Title, newer.Url, newer.Revision!.Value, QuestionStatus.Queued, Model: null)),
            _ => TypedResults.Ok(new QuestionView(
                stored!.Site, stored.Id, stored.Title, stored.Url, stored.Revision, QuestionStatus.Indexed, live!.Model)),
        };
    }

    private static async Task<Results<Accepted<QuestionReceipt>, ProblemHttpResult>> RemoveAsync(
        HttpRequest request, string? revision, QuestionRules rules, RevisionClock clock, IQuestionIntake intake, IngestionMetrics metrics,
        CancellationToken cancellationToken)
    {
        var faults = new Faults();
        if (QuestionAddress.Read(request, faults) is not { } address)
        {
            return Missing();
        }

        // A revision that is not seen would be replaced by the time, and keep the question out for good.
        await JsonBody.RefuseAsync(request, faults, known: "revision", cancellationToken);
        var removal = new RemoveQuestion { Site = address.Site, Id = address.Id, Revision = ReadRevision(revision) };
        if (rules.Check(removal, faults).Any)
        {
            metrics.Rejected(Lane.Live);
            return Problems.Invalid(faults);
        }

        removal = removal with { Revision = removal.Revision ?? clock.Next() };
        await intake.AcceptAsync(removal, cancellationToken);
        metrics.Accepted(1, Lane.Live);
        return Receipt(address, removal.Revision.Value);
    }

    // What is no whole number gets the fault of a negative one.
    private static long? ReadRevision(string? text) => text is null ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : -1;

    private static Accepted<QuestionReceipt> Receipt(QuestionAddress address, long revision) =>
        TypedResults.Accepted(address.ToString(), new QuestionReceipt(address.Site, address.Id, revision, QuestionStatus.Queued));

    private static ProblemHttpResult Missing() => Problems.NotFound("There is no such question.");
}
