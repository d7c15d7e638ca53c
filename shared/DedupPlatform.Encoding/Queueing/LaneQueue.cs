using System.Diagnostics;

namespace DedupPlatform.Encoding;

/// <summary>What waits in one lane, by length and in order of arrival. Guarded by the lock of its owner.</summary>
internal sealed class LaneQueue(int capacity)
{
    private readonly Dictionary<int, LinkedList<EncoderItem>> _byLength = [];

    /// <summary>The free places; a caller takes one before it adds an item, and the place is free again when the item leaves.</summary>
    public SemaphoreSlim Room { get; } = new(capacity);

    public int Count { get; private set; }

    public long Tokens { get; private set; }

    /// <summary>How long the oldest item has waited; zero if there is none.</summary>
    public TimeSpan Age => Count == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(Oldest().First!.Value.QueuedAt);

    public LinkedListNode<EncoderItem> Add(EncoderItem item)
    {
        if (!_byLength.TryGetValue(item.TokenIds.Length, out var items))
        {
            _byLength.Add(item.TokenIds.Length, items = []);
        }

        Count++;
        Tokens += item.TokenIds.Length;
        return items.AddLast(item);
    }

    /// <summary>Takes an item out, unless it has left already.</summary>
    public void Remove(LinkedListNode<EncoderItem> node)
    {
        if (node.List is { } items)
        {
            items.Remove(node);
            Count--;
            Tokens -= node.Value.TokenIds.Length;
            Room.Release();
        }
    }

    /// <summary>
    /// Takes out the oldest item, and after it others of the same length as far as the budget allows. There must be at least one
    /// item.
    /// </summary>
    public List<EncoderItem> TakeBatch(int budget)
    {
        var oldest = Oldest();
        var batch = new List<EncoderItem>();
        var size = Math.Max(1, budget / oldest.First!.Value.TokenIds.Length);
        while (batch.Count < size && oldest.First is { } node)
        {
            batch.Add(node.Value);
            Remove(node);
        }

        return batch;
    }

    private LinkedList<EncoderItem> Oldest() => _byLength.Values.Where(items => items.Count > 0).MinBy(items => items.First!.Value.QueuedAt)!;
}
