using System.Globalization;
using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.Qdrant.Double.Storage;

/// <summary>A point's id in the server's order: numbers first, then UUIDs by their bytes.</summary>
internal readonly record struct PointKey(bool IsUuid, UInt128 Value) : IComparable<PointKey>
{
    public static readonly PointKey Highest = new(true, UInt128.MaxValue);

    public static PointKey Of(PointId? id) => id?.PointIdOptionsCase switch
    {
        PointId.PointIdOptionsOneofCase.Num => new PointKey(false, id.Num),
        PointId.PointIdOptionsOneofCase.Uuid when Guid.TryParse(id.Uuid, out var uuid) => new PointKey(true, UInt128.Parse(uuid.ToString("N"), NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        PointId.PointIdOptionsOneofCase.Uuid => throw Refusals.BadInput("Unable to parse UUID"),
        _ => throw Refusals.BadInput("No ID options provided"),
    };

    public PointId ToId() => IsUuid
        ? new PointId { Uuid = Guid.ParseExact(Value.ToString("x32", CultureInfo.InvariantCulture), "N").ToString("D") }
        : new PointId { Num = (ulong)Value };

    public int CompareTo(PointKey other) => (IsUuid, Value).CompareTo((other.IsUuid, other.Value));
}
