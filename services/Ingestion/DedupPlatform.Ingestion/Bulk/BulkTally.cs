using DedupPlatform.Contracts;

namespace DedupPlatform.Ingestion;

/// <summary>Counts the accepted and rejected lines of an upload while it runs, so that the counts are right wherever it breaks off.</summary>
internal sealed class BulkTally(QuestionLimits limits)
{
    private readonly List<RejectedLine> _listed = [];

    public long Accepted { get; private set; }

    public long Rejected { get; private set; }

    public void Accept(int questions) => Accepted += questions;

    public void Reject(long line, IReadOnlyList<string> errors)
    {
        Rejected++;
        if (_listed.Count < limits.RejectedLines)
        {
            _listed.Add(new RejectedLine(line, errors));
        }
    }

    public BulkResponse Response() => new(Accepted, Rejected, _listed);
}
