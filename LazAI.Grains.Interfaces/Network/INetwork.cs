using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Genesis;

namespace LazAI.Grains.Network;

/// <summary>The network that this process serves: its genesis, its rules and the slot that it is in.</summary>
public interface INetwork
{
    GenesisDocument Genesis { get; }

    Bytes32 GenesisHash { get; }

    ProtocolRules Rules { get; }

    Eip712Domain Domain { get; }

    /// <summary>The current slot; never runs backwards within a process.</summary>
    Slot Now { get; }

    /// <summary>Time left of the current slot, at least a millisecond.</summary>
    TimeSpan UntilNextSlot();

    /// <summary>When a slot begins.</summary>
    DateTimeOffset StartOf(Slot slot);
}
