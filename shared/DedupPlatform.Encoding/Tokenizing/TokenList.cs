namespace DedupPlatform.Encoding;

/// <summary>Collects tokens up to a limit.</summary>
internal ref struct TokenList(Span<int> buffer, int limit)
{
    private Span<int> _tokens = buffer;
    private int _count;

    public readonly bool IsFull => _count == limit;

    /// <summary>Adds as many of <paramref name="ids"/> as there is room for.</summary>
    public void Add(scoped ReadOnlySpan<int> ids)
    {
        ids = ids[..Math.Min(ids.Length, limit - _count)];
        if (_count + ids.Length > _tokens.Length)
        {
            var larger = new int[limit];
            _tokens[.._count].CopyTo(larger);
            _tokens = larger;
        }

        ids.CopyTo(_tokens[_count..]);
        _count += ids.Length;
    }

    public readonly int[] ToArray(int last) => [.. _tokens[.._count], last];
}
