using LazAI.Cryptography;
using LazAI.Grains.Aggregates;
using LazAI.Grains.EventLog;
using LazAI.Grains.Ledger;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;

namespace LazAI.Grains.Challengers;

/// <inheritdoc cref="IChallengerRegistryGrain"/>
/// <param name="authority">Who decides on elections in this network.</param>
[GrainType("challengers")]
public sealed class ChallengerRegistryGrain(AggregateServices services, IDecisionAuthority authority)
    : AggregateGrain<ChallengerState, ChallengerCommand, ChallengerEvent, ChallengerEffect>(services), IChallengerRegistryGrain
{
    protected override StreamName Stream => new(ChallengerRegistry.Kind, this.GetPrimaryKeyString());

    protected override EventCodec<ChallengerEvent> Codec => ChallengerEvent.Codec;

    protected override ChallengerState InitialState => ChallengerState.Initial;

    protected override int SnapshotInterval => 500;

    public async Task<Rejection?> ApplyAsync(ChallengerApplication application, bool isTrial)
    {
        var command = new ChallengerCommand.Apply(application, await ReadStakeAsync(application.Signer));
        return isTrial ? await CheckAsync(command) : await ExecuteAsync(command);
    }

    public Task<Rejection?> WithdrawAsync(ChallengerWithdrawal withdrawal, bool isTrial)
    {
        var command = new ChallengerCommand.Withdraw(withdrawal);
        return isTrial ? CheckAsync(command) : ExecuteAsync(command);
    }

    public async Task<Rejection?> ElectAsync(ChallengerElection election, DecisionCertificate certificate) =>
        CertifiedElection.TryCertify(authority, election, certificate, out var certified, out var refusal)
            ? await ExecuteAsync(new ChallengerCommand.Elect(certified!, await ReadStakeAsync(election.Challenger)))
            : refusal;

    public async Task<Rejection?> ReportAsync(ReportChecksRequest report)
    {
        var domain = Services.Network.Domain;
        if (SignedCommandCheck.RefuseChain(domain, report.ChainId) is { } wrongChain)
        {
            return wrongChain;
        }

        return VerifiedCheckReport.TryVerify(
            domain, report.Challenger, report.Sequence, report.Checks, report.Signature, out var verified, out var refusal)
            ? await ExecuteAsync(new ChallengerCommand.AcceptReport(verified!))
            : refusal;
    }

    public Task<Rejection?> RecordActivityAsync(ChallengerCommand.RecordActivity activity) => ExecuteAsync(activity);

    public async Task<Rejection?> RefuseChallengerAsync(Address challenger)
    {
        await LoadAsync();
        return ChallengerAggregate.RefuseToChallenge(State, challenger, Rules, Now);
    }

    public async Task<ChallengerState> GetAsync()
    {
        await LoadAsync();
        return State;
    }

    protected override Decision<ChallengerEvent, ChallengerEffect> Decide(ChallengerState state, ChallengerCommand command) =>
        ChallengerAggregate.Decide(state, command, Rules, Now);

    protected override ChallengerState Apply(ChallengerState state, ChallengerEvent @event) => ChallengerAggregate.Apply(state, @event);

    private Task<Amount> ReadStakeAsync(Address challenger) =>
        GrainFactory.GetGrain<ILedgerGrain>(Rules.NativeAsset).GetBalanceAsync(LedgerAccount.Stake(challenger));
}
