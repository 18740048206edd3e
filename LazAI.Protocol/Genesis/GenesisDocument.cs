using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Time;

namespace LazAI.Protocol.Genesis;

/// <summary>What a network starts from: the first event of its log.</summary>
/// <param name="ChainId">EIP-712 chain id of everything that is signed.</param>
/// <param name="GenesisTime">When slot 0 begins: seconds since 1970.</param>
/// <param name="Rules">The rules in force at slot 0.</param>
/// <param name="Allocations">The whole supply of the native asset, by account; stakes are accounts like others.</param>
public sealed record GenesisDocument(ulong ChainId, long GenesisTime, ProtocolRules Rules, ImmutableArray<Allocation> Allocations)
{
    /// <summary>Most accounts in a genesis.</summary>
    public const int AllocationsMaximum = LedgerAggregate.BatchItemsMaximum;

    /// <summary>Keccak-256 of the canonical JSON: names the network beyond its chain id.</summary>
    public Bytes32 ComputeHash() => Keccak256.Hash(CanonicalJson.Serialize(this));

    public SlotSchedule CreateSchedule() => SlotSchedule.For(DateTimeOffset.FromUnixTimeSeconds(GenesisTime), Rules);

    /// <summary>What is wrong with the document, in a fixed order; empty when a network can start from it.</summary>
    public ImmutableArray<string> Validate()
    {
        var violations = ImmutableArray.CreateBuilder<string>();
        if (ChainId is 0 or > (ulong)Slot.NumberMaximum)
        {
            violations.Add("chainId is from 1 to 2^53 - 1");
        }

        if (GenesisTime is < 0 or > 253_402_300_799)
        {
            violations.Add("genesisTime is a time in seconds since 1970");
        }

        violations.AddRange(ProtocolRulesValidator.Validate(Rules));
        if (Allocations.IsDefaultOrEmpty || Allocations.Length > AllocationsMaximum)
        {
            violations.Add($"allocations lists 1 to {AllocationsMaximum} accounts");
        }
        else if (LedgerAggregate.Decide(LedgerState.Initial, new LedgerCommand.Allocate(Allocations), new Slot(0))
            is Rejected<LedgerEvent, LedgerEffect> rejected)
        {
            violations.Add("allocations: " + rejected.Reason.Detail);
        }

        return violations.ToImmutable();
    }
}

/// <summary>The first event of a log.</summary>
public abstract record GenesisEvent
{
    public sealed record Accepted(GenesisDocument Document) : GenesisEvent;

    public static EventCodec<GenesisEvent> Codec { get; } = new("genesis");
}
