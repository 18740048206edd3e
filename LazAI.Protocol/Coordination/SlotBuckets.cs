namespace LazAI.Protocol.Coordination;

/// <summary>Tasks by the slot in which they need a look, first slot first, first come first within a slot.</summary>
internal sealed class SlotBuckets
{
    private readonly SortedDictionary<long, Queue<TaskId>> _buckets = [];

    public void Add(Slot slot, TaskId task)
    {
        if (!_buckets.TryGetValue(slot.Number, out var bucket))
        {
            _buckets.Add(slot.Number, bucket = new Queue<TaskId>());
        }

        bucket.Enqueue(task);
    }

    /// <summary>Takes the next task that is due by <paramref name="now"/>.</summary>
    public bool TryTake(Slot now, out TaskId task)
    {
        foreach (var (slot, bucket) in _buckets)
        {
            if (slot > now.Number)
            {
                break;
            }

            task = bucket.Dequeue();
            if (bucket.Count == 0)
            {
                _buckets.Remove(slot);
            }

            return true;
        }

        task = default;
        return false;
    }
}
