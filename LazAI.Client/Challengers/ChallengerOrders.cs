using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Encoding;

namespace LazAI.Client.Challengers;

/// <summary>Makes the signed orders of a challenger, and of the account that elects them.</summary>
/// <param name="signer">Signs in the account's name.</param>
public sealed class ChallengerOrders(SignedRequests signer)
{
    /// <summary>Stands for election.</summary>
    public ApplyAsChallengerRequest Apply()
    {
        var order = new ChallengerApplication(signer.Signer, CommandNonce.Draw(), signer.DeadlineSlot);
        return new ApplyAsChallengerRequest(signer.ChainId, order.Signer, order.Nonce, order.DeadlineSlot, signer.Sign(order));
    }

    /// <summary>Stands no longer; in office, leaves it.</summary>
    public WithdrawChallengerRequest Withdraw()
    {
        var order = new ChallengerWithdrawal(signer.Signer, CommandNonce.Draw(), signer.DeadlineSlot);
        return new WithdrawChallengerRequest(signer.ChainId, order.Signer, order.Nonce, order.DeadlineSlot, signer.Sign(order));
    }

    /// <summary>Reports results as checked.</summary>
    /// <param name="sequence">Greater than that of the report before (<see cref="ChallengerView.LastReport"/>).</param>
    public ReportChecksRequest Report(ulong sequence, ImmutableArray<CheckedResult> checks)
    {
        var report = new CheckReport(signer.Signer, VerifiedCheckReport.RootOf(checks), (uint)checks.Length, sequence);
        return new ReportChecksRequest(signer.ChainId, signer.Signer, sequence, checks, signer.Sign(report.StructHash()));
    }

    /// <summary>Elects a candidate, or moves the end of a term; the signer is the network's elector.</summary>
    /// <param name="until">Last slot of the term.</param>
    /// <param name="nonce">Greater than that of the decision before (<see cref="ChallengerRegistryView.LastDecision"/>).</param>
    /// <param name="decision">Any record of the decision that the elector keeps.</param>
    public DecideElectionRequest Elect(Address challenger, Slot until, ulong nonce, Bytes32 decision = default) =>
        Decide(new ChallengerElection(decision, challenger, true, until, nonce));

    /// <summary>Dismisses a challenger or candidate; the signer is the network's elector.</summary>
    public DecideElectionRequest Dismiss(Address challenger, ulong nonce, Bytes32 decision = default) =>
        Decide(new ChallengerElection(decision, challenger, false, new Slot(0), nonce));

    private DecideElectionRequest Decide(ChallengerElection election) => new(
        signer.ChainId, election, new DecisionCertificate(OperatorAuthority.Kind, signer.Sign(election.StructHash()).ToArray()));
}
