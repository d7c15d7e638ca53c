using DedupPlatform.Encoding.Tests;

namespace DedupPlatform.Distributed.Tests.Running;

/// <summary>A folder with the model that ships and, beside it, a tiny one of another dimension to reindex to.</summary>
internal sealed class TwoModels : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public TwoModels()
    {
        Repository.LinkDefaultModel(Default);
        new TinyBert().Write(_folder["tiny"]);
    }

    public string Default => _folder["default"];

    public void Dispose() => _folder.Dispose();
}
