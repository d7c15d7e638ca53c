using System.Globalization;
using DedupPlatform.VectorIndex.Qdrant.Wire;

namespace DedupPlatform.Qdrant.Double.Storage;

/// <summary>A point's id, a UUID, in the server's order: by its bytes.</summary>
internal readonly record struct PointKey(UInt128 Value) : IComparable<PointKey>
{
    public static readonly PointKey Highest = new(UInt128.MaxValue);

    public static PointKey Of(PointId? id) => id?.PointIdOptionsCase switch
    {
        PointId.PointIdOptionsOneofCase.Uuid when Guid.TryParse(id.Uuid, out var uuid) => new PointKey(UInt128.Parse(uuid.ToString("N"), NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        PointId.PointIdOptionsOneofCase.Uuid => throw Refusals.BadInput("Unable to parse UUID"),
        _ => throw Refusals.BadInput("No ID options provided"),
    };

    public PointId ToId() => new() { Uuid = Guid.ParseExact(Value.ToString("x32", CultureInfo.InvariantCulture), "N").ToString("D") };

    public int CompareTo(PointKey other) => Value.CompareTo(other.Value);
}
