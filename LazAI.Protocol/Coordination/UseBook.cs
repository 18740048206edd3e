using LazAI.Protocol.Ownership;

namespace LazAI.Protocol.Coordination;

/// <summary>A use of content whose price is reserved and which has not happened.</summary>
/// <param name="Session">Which session waits for the key.</param>
/// <param name="Price">What its licence asks for it.</param>
/// <param name="Deadline">From this slot on it cannot happen any more.</param>
public sealed record TrackedUse(UseId Id, ContentHash Content, SessionId Session, Amount Price, Slot Deadline);

/// <summary>
/// Uses of content that wait for their keys, as the log tells them. One that happens is paid, one that a transfer ends goes back (<see cref="LicenceUse"/>);
/// one whose deadline passes is left to the escrows, which go back by themselves then.
/// </summary>
internal sealed class UseBook(EscrowBook escrows)
{
    private readonly Dictionary<ContentHash, List<TrackedUse>> _waiting = [];
    private readonly Dictionary<UseId, ContentHash> _contents = [];

    /// <summary>By content, each as they were asked for.</summary>
    public IEnumerable<TrackedUse> Waiting => _waiting.OrderBy(entry => entry.Key.Value).SelectMany(entry => entry.Value);

    public void Restore(CoordinatorSnapshot snapshot)
    {
        foreach (var use in snapshot.Uses)
        {
            Add(use);
        }
    }

    public void Observe(ContentHash content, OwnershipEvent @event)
    {
        switch (@event)
        {
            case OwnershipEvent.KeyRequested { Order: { PriceMaximum.IsZero: false } order, Payee: { } payee } asked:
                escrows.Pay(LicenceUse.EscrowOf(LicenceUse.IdOf(order)), payee, asked.Price);
                break;
            case OwnershipEvent.KeyRequested { Order: { PriceMaximum.IsZero: false } order } asked:
                Add(new TrackedUse(LicenceUse.IdOf(order), content, order.Session, asked.Price, order.DeadlineSlot));
                break;
            case OwnershipEvent.KeyReleased { Order: var order } released:
                foreach (var use in Take(content, use => use.Session == order.Session && use.Deadline > released.At))
                {
                    escrows.Pay(LicenceUse.EscrowOf(use.Id), order.Signer, use.Price);
                }

                break;
            case OwnershipEvent.Transferred:
                foreach (var use in Take(content, _ => true))
                {
                    escrows.Return(LicenceUse.EscrowOf(use.Id));
                }

                break;
        }
    }

    /// <summary>What was reserved has left its escrow.</summary>
    public void Close(TaskId escrow)
    {
        var id = new UseId(escrow.Value);
        if (_contents.TryGetValue(id, out var content))
        {
            Take(content, use => use.Id == id);
        }
    }

    private void Add(TrackedUse use)
    {
        if (_contents.TryAdd(use.Id, use.Content))
        {
            if (!_waiting.TryGetValue(use.Content, out var uses))
            {
                _waiting.Add(use.Content, uses = []);
            }

            uses.Add(use);
        }
    }

    /// <summary>Takes those out that are meant, in the order in which they were asked for.</summary>
    private TrackedUse[] Take(ContentHash content, Func<TrackedUse, bool> isMeant)
    {
        if (!_waiting.TryGetValue(content, out var uses))
        {
            return [];
        }

        var taken = uses.Where(isMeant).ToArray();
        foreach (var use in taken)
        {
            uses.Remove(use);
            _contents.Remove(use.Id);
        }

        if (uses.Count == 0)
        {
            _waiting.Remove(content);
        }

        return taken;
    }
}
