using DedupPlatform.Contracts;
using DedupPlatform.Hosting;

namespace DedupPlatform.Ingestion.Reindex;

internal sealed record ReindexRequest(string? Model)
{
    public static ReindexRequest Read(ReadOnlyMemory<byte> json, Faults faults)
    {
        using var fields = JsonFields.Parse(json, faults);
        var model = fields?.ReadString("model");
        fields?.RefuseOthers();
        return new ReindexRequest(model);
    }
}
