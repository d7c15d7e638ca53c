using System.ComponentModel;
using DedupPlatform.Contracts;
using DedupPlatform.Hosting;

namespace DedupPlatform.Ingestion;

internal sealed record ReindexRequest(
    [property: Description("The name of a directory beside the configured model; left out, it is the configured model itself, which need not be the live one.")] string? Model = null)
{
    public static ReindexRequest? Read(ReadOnlyMemory<byte> json, Faults faults) =>
        JsonFields.Read(json, faults, fields => new ReindexRequest(fields.ReadString("model")));
}
