using System.Diagnostics.CodeAnalysis;

namespace LazAI.Protocol.Coordination;

/// <summary>What needs a look by the slot in which it needs it, first slot first, first come first within a slot.</summary>
internal sealed class SlotBuckets<T>
{
    private readonly SortedDictionary<long, Queue<T>> _buckets = [];

    public void Add(Slot slot, T item)
    {
        if (!_buckets.TryGetValue(slot.Number, out var bucket))
        {
            _buckets.Add(slot.Number, bucket = new Queue<T>());
        }

        bucket.Enqueue(item);
    }

    /// <summary>Takes the next item that is due by <paramref name="now"/>.</summary>
    public bool TryTake(Slot now, [MaybeNullWhen(false)] out T item)
    {
        foreach (var (slot, bucket) in _buckets)
        {
            if (slot > now.Number)
            {
                break;
            }

            item = bucket.Dequeue();
            if (bucket.Count == 0)
            {
                _buckets.Remove(slot);
            }

            return true;
        }

        item = default;
        return false;
    }
}
