using LazAI.Cryptography;
using LazAI.Grains.Network;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Genesis;
using LazAI.Protocol.Time;

namespace LazAI.Silo.Network;

/// <summary>The network of this process, known once its genesis has been read from the log (<see cref="GenesisBootstrap"/>).</summary>
public sealed class NetworkState(TimeProvider time) : INetwork
{
    private Known? _known;
    private long _latestSlot;

    public GenesisDocument Genesis => Required.Genesis;

    public Bytes32 GenesisHash => Required.Hash;

    public ProtocolRules Rules => Required.Genesis.Rules;

    public Eip712Domain Domain => Required.Domain;

    public Slot Now
    {
        get
        {
            var slot = Required.Schedule.SlotAt(time.GetUtcNow()).Number;
            var latest = Volatile.Read(ref _latestSlot);
            while (slot > latest)
            {
                var seen = Interlocked.CompareExchange(ref _latestSlot, slot, latest);
                if (seen == latest)
                {
                    return new Slot(slot);
                }

                latest = seen;
            }

            // The wall clock was set back: the slot stands until time has caught up.
            return new Slot(latest);
        }
    }

    private Known Required => _known ?? throw new InvalidOperationException("The genesis has not been read yet.");

    public DateTimeOffset StartOf(Slot slot) => Required.Schedule.StartOf(slot);

    public TimeSpan UntilNextSlot()
    {
        var left = Required.Schedule.StartOf(Now + 1) - time.GetUtcNow();
        return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
    }

    internal void Enter(GenesisDocument genesis) =>
        _known = new Known(genesis, genesis.ComputeHash(), new Eip712Domain(genesis.ChainId), genesis.CreateSchedule());

    private sealed record Known(GenesisDocument Genesis, Bytes32 Hash, Eip712Domain Domain, SlotSchedule Schedule);
}
