using LazAI.Grains.Aggregates;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Encoding;

namespace LazAI.Grains.Accounts;

/// <inheritdoc cref="IAccountGrain"/>
[GrainType("account")]
public sealed class AccountGrain(AggregateServices services)
    : AggregateGrain<AccountState, AccountCommand, AccountEvent, AccountEffect>(services), IAccountGrain
{
    protected override StreamName Stream => new("account", this.GetPrimaryKeyString());

    protected override EventCodec<AccountEvent> Codec => AccountEvent.Codec;

    protected override AccountState InitialState => AccountState.Initial;

    protected override int SnapshotInterval => 500;

    public async Task<AuthorizationOutcome> AuthorizeAsync(AccountCommand.Authorize command)
    {
        var refusal = await ExecuteAsync(command);
        return refusal is null
            ? new AuthorizationOutcome(State.ByNonce[command.Nonce].Version, null)
            : new AuthorizationOutcome(0, refusal);
    }

    public async Task<AuthorizationOutcome> CheckAsync(AccountCommand.Authorize command)
    {
        var refusal = await base.CheckAsync(command);
        return new AuthorizationOutcome(refusal is null ? State.ByNonce.GetValueOrDefault(command.Nonce)?.Version ?? 0 : 0, refusal);
    }

    public async Task<AccountEvent.Authorized?> FindAsync(long version) =>
        await FindEventAsync(version) as AccountEvent.Authorized;

    protected override Decision<AccountEvent, AccountEffect> Decide(AccountState state, AccountCommand command) =>
        AccountAggregate.Decide(state, command, Rules, Now);

    protected override AccountState Apply(AccountState state, AccountEvent @event) => AccountAggregate.Apply(state, @event);
}
