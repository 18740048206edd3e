using LazAI.Protocol.Accounts;
using LazAI.Protocol.Tests.Deciding;

namespace LazAI.Protocol.Tests.Accounts;

/// <summary>Expired, deadline too far, idempotency key, nonce, number.</summary>
internal static class AccountRefusals
{
    public static readonly AccountCommand.Authorize Command =
        new("task-submission", 7, Samples.Now + 10, Samples.Hash("digest"), "key", default, [Samples.Hash("leaf")]);

    private static readonly Lazy<AccountState> s_full = new(() => Enumerable.Range(0, AccountAggregate.OpenCommandsMaximum).Aggregate(
        AccountState.Initial,
        (state, i) => Apply(state, Command with { Nonce = 1_000 + (ulong)i, IdempotencyKey = "open " + i })));

    public static IEnumerable<RefusalCase> Cases => Authorize.Cases;

    public static RefusalChain<Scenario> Authorize { get; } =
        new RefusalChain<Scenario>("authorize", () => new Scenario(), it => it.Decide())
            .Then(AccountErrors.CommandExpired, it => it.Command = it.Command with { DeadlineSlot = Samples.Now })
            .Then(
                AccountErrors.DeadlineTooFar,
                it => it.Command = it.Command with { DeadlineSlot = Samples.Now + Samples.Rules.CommandDeadlineSlotsMaximum + 1 })
            .Then(
                AccountErrors.IdempotencyKeyReused,
                it => it.State = it.With(Command with { Digest = Samples.Hash("another digest"), Nonce = 8 }))
            .Then(AccountErrors.NonceReplayed, it => it.State = it.With(Command with { IdempotencyKey = "another key" }))
            .Then(AccountErrors.TooManyOpen, it => it.State = s_full.Value);

    public static AccountState Apply(AccountState state, AccountCommand.Authorize command, Slot? at = null) => AccountAggregate.Apply(
        state,
        new AccountEvent.Authorized(
            command.Kind, command.Nonce, command.DeadlineSlot, command.Digest, command.IdempotencyKey, command.Signature, command.StructHashes,
            at ?? Samples.Now));

    internal sealed class Scenario
    {
        public AccountState State { get; set; } = AccountState.Initial;

        public AccountCommand.Authorize Command { get; set; } = AccountRefusals.Command;

        public AccountState With(AccountCommand.Authorize command) => Apply(State, command);

        public Rejection? Decide() => Refusal.Of(AccountAggregate.Decide(State, Command, Samples.Rules, Samples.Now));
    }
}
