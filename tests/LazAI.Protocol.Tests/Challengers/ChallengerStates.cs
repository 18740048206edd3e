using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Performance;

namespace LazAI.Protocol.Tests.Challengers;

/// <summary>A registry with one challenger at several points of its life, made by its events, and what is asked of it.</summary>
internal static class ChallengerStates
{
    public static readonly Secp256k1PrivateKey ElectorKey = Samples.Key("elector");
    public static readonly Secp256k1PrivateKey ChallengerKey = Samples.Key("challenger");
    public static readonly Address Challenger = ChallengerKey.Address;
    public static readonly Address Other = Samples.Key("other challenger").Address;
    public static readonly Amount Stake = Samples.Rules.ChallengerStakeMinimum;
    public static readonly Slot TermUntil = Samples.Now + 5_000;

    public static readonly OperatorAuthority Authority = new(Samples.Domain, ElectorKey.Address);

    public static readonly ChallengerApplication Application = new(Challenger, 1, Samples.Now + 10);
    public static readonly ChallengerApplication Reapplication = new(Challenger, 3, Samples.Now + 10);
    public static readonly ChallengerWithdrawal Withdrawal = new(Challenger, 2, Samples.Now + 10);

    public static readonly ImmutableArray<CheckedResult> Checks =
        [new(new TaskId(Samples.Hash("task a")), Samples.Hash("result"), Samples.Hash("trace")), new(new TaskId(Samples.Hash("task b")), default, default)];

    public static readonly ChallengerState Standing = Fold(ChallengerState.Initial, Applied(Challenger));
    public static readonly ChallengerState InOffice = Fold(Standing, Elected(Challenger, 1));
    public static readonly ChallengerState Reported = Fold(
        InOffice, new ChallengerEvent.ResultsChecked(Challenger, 5, Checks, Report(5).Signature, Samples.Now));

    public static readonly ChallengerState Counted = Fold(InOffice, Decided(InOffice, [Activity(10, ChallengerActivityKind.DutyDone)]));
    public static readonly ChallengerState TermEnded = Fold(Standing, Elected(Challenger, 1, Samples.Now + -1, Samples.Now + -10));
    public static readonly ChallengerState Withdrawn = Fold(
        InOffice, new ChallengerEvent.Withdrawn(Challenger, Withdrawal.StructHash(), Samples.Now));

    public static readonly ChallengerState Dismissed = Fold(
        InOffice, new ChallengerEvent.Dismissed(Election(Challenger, 2, elected: false), Certificate(default), Samples.Now));

    public static readonly ChallengerState Negligent = Fold(
        InOffice,
        new ChallengerEvent.FoundNegligent(
            new OperationId(Samples.Hash("negligent")), Challenger, new SequentialTestState(1, 2, 3), Samples.Rules.ChallengerMissSlash, Samples.Now));

    public static ChallengerEvent.Applied Applied(Address challenger, Slot? at = null) =>
        new(challenger, new ChallengerApplication(challenger, 1, Samples.Now + 10).StructHash(), null, at ?? Samples.Now);

    public static ChallengerEvent.Elected Elected(Address challenger, ulong nonce, Slot? until = null, Slot? at = null) =>
        new(Election(challenger, nonce, until: until), Certificate(default), at ?? Samples.Now);

    public static ChallengerElection Election(Address challenger, ulong nonce, bool elected = true, Slot? until = null) =>
        new(Samples.Hash("decision"), challenger, elected, until ?? TermUntil, nonce);

    public static ChallengerCommand.Elect Elect(ChallengerElection election, Amount? stake = null)
    {
        var certificate = Certificate(election.StructHash());
        Assert.True(CertifiedElection.TryCertify(Authority, election, certificate, out var certified, out var refusal), refusal?.Detail);
        return new ChallengerCommand.Elect(certified!, stake ?? Stake);
    }

    public static DecisionCertificate Certificate(Bytes32 decision, Secp256k1PrivateKey? key = null) =>
        new(OperatorAuthority.Kind, (key ?? ElectorKey).Sign(Samples.Domain.Digest(decision)).ToArray());

    public static VerifiedCheckReport Report(ulong sequence, ImmutableArray<CheckedResult>? checks = null)
    {
        var results = checks ?? Checks;
        Assert.True(
            VerifiedCheckReport.TryVerify(
                Samples.Domain, Challenger, sequence, results, Sign(Challenger, sequence, results, ChallengerKey), out var report, out var refusal),
            refusal?.Detail);
        return report!;
    }

    public static RecoverableSignature Sign(
        Address challenger, ulong sequence, ImmutableArray<CheckedResult> checks, Secp256k1PrivateKey key) =>
        key.Sign(Samples.Domain.Digest(
            new CheckReport(challenger, VerifiedCheckReport.RootOf(checks), (uint)checks.Length, sequence).StructHash()));

    public static ChallengerActivity Activity(
        long position, ChallengerActivityKind kind, Slot? at = null, Address? challenger = null, int index = 0, Amount amount = default) => new(
            new ActivityMark(position, index),
            challenger ?? Challenger,
            kind,
            new TaskId(Samples.Hash($"task {position}.{index}")),
            kind is ChallengerActivityKind.DutyDone or ChallengerActivityKind.DutyMissed ? null : Samples.Hash($"proof {position}.{index}"),
            amount,
            at ?? Samples.Now);

    public static ChallengerState Fold(ChallengerState state, params ReadOnlySpan<ChallengerEvent> events)
    {
        foreach (var @event in events)
        {
            state = ChallengerAggregate.Apply(state, @event);
        }

        return state;
    }

    public static ChallengerEvent[] Decided(ChallengerState state, ImmutableArray<ChallengerActivity> activities, ProtocolRules? rules = null) =>
        [.. Accepted(state, new ChallengerCommand.RecordActivity(state.LastActivity, activities), rules).Events];

    public static Accepted<ChallengerEvent, ChallengerEffect> Accepted(
        ChallengerState state, ChallengerCommand command, ProtocolRules? rules = null) =>
        Assert.IsType<Accepted<ChallengerEvent, ChallengerEffect>>(
            ChallengerAggregate.Decide(state, command, rules ?? Samples.Rules, Samples.Now));
}
