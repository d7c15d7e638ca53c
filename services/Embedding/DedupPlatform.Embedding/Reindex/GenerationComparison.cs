using System.Numerics.Tensors;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;
using DedupPlatform.VectorIndex;
using Microsoft.Extensions.Options;

namespace DedupPlatform.Embedding;

/// <summary>Compares a new generation with the live one: it must hold the same, correctly embedded, and its search must find it.</summary>
internal sealed class GenerationComparison(ServedGenerations served, IOptions<ReindexOptions> options, TimeProvider time)
{
    // BF16 on a GPU against F32 on a CPU differs by about 1e-4.
    private const float SameVector = 0.999f;

    // Each question waits behind what an import has put into the encoder's queue; side by side they wait once.
    private const int SideBySide = 1000;

    /// <returns>What is wrong with the new generation, or <see langword="null"/> if nothing is.</returns>
    public async Task<string?> FindFaultAsync(ReindexJob job, Generation generation, CancellationToken cancellationToken)
    {
        var live = (await served.LiveAsync(cancellationToken)).Index;
        var target = await served.ServeAsync(generation, cancellationToken);
        var counts = new CountComparison(live, target.Index, onlyEqual: job.Failed > 0);
        var fault = await time.PollAsync(() => counts.LookAsync(cancellationToken), options.Value.Patience, cancellationToken)
            ?? await CompareSampleAsync(live, target, cancellationToken);
        return fault is null || job.Failed == 0 ? fault : $"{fault} {job.Failed} could not be embedded by the new model; the log says which.";
    }

    private async Task<string?> CompareSampleAsync(IVectorIndex live, ServedGeneration target, CancellationToken cancellationToken)
    {
        foreach (var questions in (await live.SampleAsync(options.Value.Sample, cancellationToken)).Chunk(SideBySide))
        {
            var faults = await Task.WhenAll(questions.Select(question => time.PollAsync(
                () => CompareAsync(question.Site, question.Id, live, target, cancellationToken), options.Value.Patience, cancellationToken)));
            if (faults.FirstOrDefault(fault => fault is not null) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static async Task<string?> CompareAsync(
        string site, string id, IVectorIndex live, ServedGeneration target, CancellationToken cancellationToken)
    {
        var (copy, gap) = await CompareRevisionsAsync(site, id, live, target.Index, cancellationToken);
        if (copy is null || gap is not null)
        {
            return gap;
        }

        if (await ProbeAsync(copy, target, cancellationToken) is not { } fault)
        {
            return null;
        }

        // The probe waited for the encoder. If the question was edited or removed meanwhile, it was the old text that is not found, as it should be.
        var (now, gapNow) = await CompareRevisionsAsync(site, id, live, target.Index, cancellationToken);
        return now?.Revision == copy.Revision ? fault : gapNow;
    }

    private static async Task<(IndexedQuestion? Copy, string? Gap)> CompareRevisionsAsync(
        string site, string id, IVectorIndex live, IVectorIndex target, CancellationToken cancellationToken)
    {
        var (question, copy) = (await live.FindAsync(site, id, cancellationToken), await target.FindAsync(site, id, cancellationToken));
        return (copy, question?.Revision == copy?.Revision ? null : $"Question {id} of site {site} is missing, older or not removed in the new generation.");
    }

    private static async Task<string?> ProbeAsync(IndexedQuestion copy, ServedGeneration target, CancellationToken cancellationToken)
    {
        var embedding = await target.Encoder.EncodeAsync(copy.Title, copy.Body, Lane.Bulk, cancellationToken);
        if (embedding.Vector.Length != copy.Vector.Length
            || (!copy.Vector.IsEmpty && TensorPrimitives.Dot(embedding.Vector.Span, copy.Vector.Span) < SameVector))
        {
            return $"The new generation's vector of question {copy.Id} of site {copy.Site} is not what the model gives.";
        }

        var found = await target.Index.SearchAsync(
            new SearchRequest
            {
                Site = copy.Site,
                Vector = embedding.Vector,
                Fingerprint = embedding.Fingerprint,
                Limit = 1,
                Threshold = SameVector,
                IsBackground = true,
            },
            cancellationToken);
        return found.Count > 0 ? null : $"The new generation does not find question {copy.Id} of site {copy.Site} by its own text.";
    }
}
