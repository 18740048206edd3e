using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using AccountDecision = LazAI.Protocol.Decision<LazAI.Protocol.Accounts.AccountEvent, LazAI.Protocol.Accounts.AccountEffect>;

namespace LazAI.Protocol.Accounts;

/// <summary>A signed command that has been let in.</summary>
/// <param name="Digest">The EIP-712 digest that was signed.</param>
/// <param name="IdempotencyKey">The caller's key for repeating it.</param>
/// <param name="Version">Number of its event in the account's stream.</param>
public sealed record AuthorizedCommand(ulong Nonce, Bytes32 Digest, string IdempotencyKey, Slot DeadlineSlot, long Version);

/// <summary>Commands of one account that are not yet void; older ones are refused by their deadline and need no memory.</summary>
public sealed record AccountState(
    ImmutableDictionary<ulong, AuthorizedCommand> ByNonce, ImmutableDictionary<string, AuthorizedCommand> ByKey, long Version)
{
    public static AccountState Initial { get; } = new(
        ImmutableDictionary<ulong, AuthorizedCommand>.Empty, ImmutableDictionary<string, AuthorizedCommand>.Empty, 0);
}

/// <summary>What is asked of an account.</summary>
public abstract record AccountCommand
{
    /// <summary>Lets a signed command in. The signature has been recovered to this account.</summary>
    /// <param name="StructHashes">For a submission the requests' struct hashes, from which inclusion proofs are made; else empty.</param>
    public sealed record Authorize(
        string Kind,
        ulong Nonce,
        Slot DeadlineSlot,
        Bytes32 Digest,
        string IdempotencyKey,
        RecoverableSignature Signature,
        ImmutableArray<Bytes32> StructHashes) : AccountCommand;
}

/// <summary>What an account records.</summary>
public abstract record AccountEvent
{
    public sealed record Authorized(
        string Kind,
        ulong Nonce,
        Slot DeadlineSlot,
        Bytes32 Digest,
        string IdempotencyKey,
        RecoverableSignature Signature,
        ImmutableArray<Bytes32> StructHashes,
        Slot At) : AccountEvent;

    public static EventCodec<AccountEvent> Codec { get; } = new("account");
}

/// <summary>An account asks nothing of others.</summary>
public abstract record AccountEffect;

/// <summary>Why a signed command is not let in.</summary>
public static class AccountErrors
{
    public static readonly ErrorCode CommandExpired = new("command/expired");
    public static readonly ErrorCode DeadlineTooFar = new("command/deadline-too-far");
    public static readonly ErrorCode NonceReplayed = new("command/nonce-replayed");
    public static readonly ErrorCode IdempotencyKeyReused = new("command/idempotency-key-reused");
    public static readonly ErrorCode TooManyOpen = new("command/too-many-open");
}

/// <summary>
/// Lets each signed command of an account in once. Reasons in this order: expired, deadline too far, idempotency key, nonce, number.
/// </summary>
/// <remarks>
/// The same command under the same idempotency key is a retry and accepted without an event; the same nonce under any
/// other key or with any other content is a replay.
/// </remarks>
public static class AccountAggregate
{
    /// <summary>Commands of one account that may be within their deadlines at a time.</summary>
    public const int OpenCommandsMaximum = 100_000;

    public const int IdempotencyKeyLengthMaximum = 64;

    public static AccountDecision Decide(AccountState state, AccountCommand command, ProtocolRules rules, Slot now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(rules);
        var authorize = (AccountCommand.Authorize)command;
        if (RefuseDeadline(authorize.DeadlineSlot, rules, now) is { } untimely)
        {
            return new Rejected<AccountEvent, AccountEffect>(untimely);
        }

        if (state.ByKey.TryGetValue(authorize.IdempotencyKey, out var sameKey))
        {
            return sameKey.Nonce == authorize.Nonce && sameKey.Digest == authorize.Digest
                ? new Accepted<AccountEvent, AccountEffect>([], [])
                : Reject(AccountErrors.IdempotencyKeyReused, "The idempotency key belongs to another command of this account.");
        }

        if (state.ByNonce.ContainsKey(authorize.Nonce))
        {
            return Reject(AccountErrors.NonceReplayed, $"Nonce {authorize.Nonce} has been used.");
        }

        if (state.ByNonce.Count >= OpenCommandsMaximum && state.ByNonce.Values.Count(open => open.DeadlineSlot > now) >= OpenCommandsMaximum)
        {
            return Reject(AccountErrors.TooManyOpen, $"{OpenCommandsMaximum} commands of this account are within their deadlines.");
        }

        return new Accepted<AccountEvent, AccountEffect>(
            [
                new AccountEvent.Authorized(
                    authorize.Kind,
                    authorize.Nonce,
                    authorize.DeadlineSlot,
                    authorize.Digest,
                    authorize.IdempotencyKey,
                    authorize.Signature,
                    authorize.StructHashes,
                    now),
            ],
            []);
    }

    /// <summary>Why a signed command comes too late, or could come for too long, or null. For a command whose repetition does no harm this is
    /// all that is asked; others are let in by <see cref="Decide"/>, which remembers them.</summary>
    public static Rejection? RefuseDeadline(Slot deadline, ProtocolRules rules, Slot now)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (deadline <= now)
        {
            return new(AccountErrors.CommandExpired, $"The command's deadline is slot {deadline}, now is slot {now}.");
        }

        return deadline - now > rules.CommandDeadlineSlotsMaximum
            ? new(
                AccountErrors.DeadlineTooFar,
                $"The command's deadline is {deadline - now} slots ahead, at most {rules.CommandDeadlineSlotsMaximum} are allowed.")
            : null;
    }

    public static AccountState Apply(AccountState state, AccountEvent @event)
    {
        ArgumentNullException.ThrowIfNull(state);
        var authorized = (AccountEvent.Authorized)@event;
        var version = state.Version + 1;
        var command = new AuthorizedCommand(
            authorized.Nonce, authorized.Digest, authorized.IdempotencyKey, authorized.DeadlineSlot, version);
        var (byNonce, byKey) = Forget(state, authorized.At);
        return new AccountState(byNonce.SetItem(command.Nonce, command), byKey.SetItem(command.IdempotencyKey, command), version);
    }

    /// <summary>Drops what its deadline already refuses; done now and then, so that a busy account does not pay for it each time.</summary>
    private static (ImmutableDictionary<ulong, AuthorizedCommand> ByNonce, ImmutableDictionary<string, AuthorizedCommand> ByKey) Forget(
        AccountState state, Slot now)
    {
        const int Interval = 256;
        if (state.ByNonce.Count == 0 || state.ByNonce.Count % Interval != 0)
        {
            return (state.ByNonce, state.ByKey);
        }

        var lapsed = state.ByNonce.Values.Where(command => command.DeadlineSlot <= now).ToArray();
        return (
            state.ByNonce.RemoveRange(lapsed.Select(command => command.Nonce)),
            state.ByKey.RemoveRange(lapsed.Select(command => command.IdempotencyKey)));
    }

    private static Rejected<AccountEvent, AccountEffect> Reject(ErrorCode code, string detail) => new(new Rejection(code, detail));
}
