using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Challengers;

/// <summary>What can be asked of the registry of challengers.</summary>
public abstract record ChallengerCommand
{
    /// <summary>Stands for election; the signature has been checked.</summary>
    /// <param name="Stake">What the ledger says that the account has at stake.</param>
    public sealed record Apply(ChallengerApplication Application, Amount Stake) : ChallengerCommand;

    /// <summary>Stands no longer; the signature has been checked.</summary>
    public sealed record Withdraw(ChallengerWithdrawal Withdrawal) : ChallengerCommand;

    /// <summary>Elects, re-elects or dismisses.</summary>
    /// <param name="Stake">What the ledger says that the challenger has at stake.</param>
    public sealed record Elect(CertifiedElection Decision, Amount Stake) : ChallengerCommand;

    /// <summary>Takes a challenger's signed report of checked results.</summary>
    public sealed record AcceptReport(VerifiedCheckReport Report) : ChallengerCommand;

    /// <summary>Counts what the log says that challengers have done: everything after <paramref name="After"/>, in order.</summary>
    /// <param name="After">Up to where the follower believes that the registry has counted; null for the beginning of the log.</param>
    public sealed record RecordActivity(ActivityMark? After, ImmutableArray<ChallengerActivity> Activities) : ChallengerCommand;
}

/// <summary>What the registry of challengers records.</summary>
public abstract record ChallengerEvent
{
    /// <param name="Application">Struct hash of the application.</param>
    /// <param name="Displaced">The record that is forgotten to make room.</param>
    public sealed record Applied(Address Challenger, Bytes32 Application, Address? Displaced, Slot At) : ChallengerEvent;

    /// <param name="Withdrawal">Struct hash of the withdrawal.</param>
    public sealed record Withdrawn(Address Challenger, Bytes32 Withdrawal, Slot At) : ChallengerEvent;

    public sealed record Elected(ChallengerElection Election, DecisionCertificate Certificate, Slot At) : ChallengerEvent;

    public sealed record Dismissed(ChallengerElection Election, DecisionCertificate Certificate, Slot At) : ChallengerEvent;

    public sealed record ResultsChecked(
        Address Challenger, ulong Sequence, ImmutableArray<CheckedResult> Checks, RecoverableSignature Signature, Slot At)
        : ChallengerEvent;

    /// <param name="Conducts">Where the tests of those whose duties are among the activities stand afterwards.</param>
    public sealed record ActivityRecorded(
        ImmutableArray<ChallengerActivity> Activities, ImmutableArray<JudgedConduct> Conducts, Slot At) : ChallengerEvent;

    /// <summary>The sequential test has found the challenger's miss rate unacceptable: it is dismissed and a part of its stake is slashed.</summary>
    /// <param name="Test">What the test has seen.</param>
    public sealed record FoundNegligent(
        OperationId Id, Address Challenger, Performance.SequentialTestState Test, BasisPoints Slash, Slot At) : ChallengerEvent;

    public static EventCodec<ChallengerEvent> Codec { get; } = new("challengers");
}

/// <summary>The registry asks nothing of others: what the ledger owes for its events, the coordinator reads off the log.</summary>
public abstract record ChallengerEffect;

/// <summary>Why the registry of challengers says no.</summary>
public static class ChallengerErrors
{
    public static readonly ErrorCode NotFound = new("challenger/not-found");
    public static readonly ErrorCode NotStanding = new("challenger/not-standing");
    public static readonly ErrorCode NotElected = new("challenger/not-elected");
    public static readonly ErrorCode StakeTooLow = new("challenger/stake-too-low");
    public static readonly ErrorCode RegistryFull = new("challenger/registry-full");
    public static readonly ErrorCode SeatsTaken = new("challenger/seats-taken");
    public static readonly ErrorCode DecisionUncertified = new("challenger/decision-uncertified");
    public static readonly ErrorCode DecisionReplayed = new("challenger/decision-replayed");
    public static readonly ErrorCode TermInvalid = new("challenger/term-invalid");
    public static readonly ErrorCode ReportSize = new("challenger/report-size");
    public static readonly ErrorCode ReportSignatureInvalid = new("challenger/report-signature-invalid");
    public static readonly ErrorCode ReportReplayed = new("challenger/report-replayed");
    public static readonly ErrorCode ActivityUnordered = new("challenger/activity-unordered");
    public static readonly ErrorCode ActivityGap = new("challenger/activity-gap");
}
