namespace DedupPlatform.Encoding.Tests;

/// <summary>
/// A backend that starts a batch only when it is let, keeps what it was given, and has its weak spots: a token that fails a whole
/// batch, and tokens whose vectors are unusable. It answers with the ids of the sequence's second and last but one tokens.
/// </summary>
public sealed class GatedBackend : IEncoderBackend
{
    private static readonly int Poison = TinyBert.Words.IndexOf("poison");
    private static readonly int Zero = TinyBert.Words.IndexOf("zero");
    private static readonly int Nan = TinyBert.Words.IndexOf("nan");
    private readonly SemaphoreSlim _gate = new(0);
    private readonly SemaphoreSlim _entered = new(0);
    private readonly List<int[][]> _batches = [];
    private volatile bool _open;

    public string Device => "test";

    public bool Disposed { get; private set; }

    /// <summary>The batches so far, each a list of sequences.</summary>
    public IReadOnlyList<int[][]> Batches
    {
        get
        {
            lock (_batches)
            {
                return [.. _batches];
            }
        }
    }

    /// <summary>Completes when one more batch has entered.</summary>
    public Task EnteredAsync() => Until.DoneAsync(_entered.WaitAsync(TestContext.Current.CancellationToken));

    public void LetOneGo() => _gate.Release();

    public void Open()
    {
        _open = true;
        _gate.Release();
    }

    public void Encode(ReadOnlySpan<int> tokenIds, int tokens, Span<float> vectors)
    {
        var sequences = tokenIds.ToArray().Chunk(tokens).ToArray();
        lock (_batches)
        {
            _batches.Add(sequences);
        }

        _entered.Release();
        if (!_open)
        {
            _gate.Wait(TestContext.Current.CancellationToken);
        }

        if (tokenIds.Contains(Poison))
        {
            throw new InvalidOperationException("poisoned");
        }

        vectors.Clear();
        for (var i = 0; i < sequences.Length; i++)
        {
            var first = sequences[i][1];
            vectors[i * TinyBert.Hidden] = first == Zero ? 0 : first == Nan ? float.NaN : first;
            vectors[(i * TinyBert.Hidden) + 1] = first == Zero ? 0 : sequences[i][^2];
        }
    }

    public void Dispose() => Disposed = true;
}
