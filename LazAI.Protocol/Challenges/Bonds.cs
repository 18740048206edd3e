using LazAI.Cryptography;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Challenges;

/// <summary>The three movements of a challenge's bond (PROTOCOL §7.3). Each has an id of its own, so that each happens once.</summary>
public static class Bonds
{
    /// <summary>Puts the bond up.</summary>
    public static Transfer PutUp(ChallengeId challenge, Address challenger, ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return PutUp(challenge, challenger, rules.ChallengeBond);
    }

    internal static Transfer PutUp(ChallengeId challenge, Address challenger, Amount bond) =>
        new(Id("LazAI.bond-put-up.v1"u8, challenge), LedgerAccount.User(challenger), LedgerAccount.Bond(challenge), bond, "bond");

    /// <summary>Gives it back: the challenge was upheld, or an earlier one was.</summary>
    public static Transfer Return(ChallengeId challenge, Address challenger, ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return Return(challenge, challenger, rules.ChallengeBond);
    }

    internal static Transfer Return(ChallengeId challenge, Address challenger, Amount bond) =>
        new(Id("LazAI.bond-settle.v1"u8, challenge), LedgerAccount.Bond(challenge), LedgerAccount.User(challenger), bond, "bond-return");

    /// <summary>Gives it to the worker whose result was challenged without a fault.</summary>
    public static Transfer Forfeit(ChallengeId challenge, Address worker, ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return Forfeit(challenge, worker, rules.ChallengeBond);
    }

    internal static Transfer Forfeit(ChallengeId challenge, Address worker, Amount bond) =>
        new(Id("LazAI.bond-settle.v1"u8, challenge), LedgerAccount.Bond(challenge), LedgerAccount.User(worker), bond, "bond-forfeit");

    private static OperationId Id(ReadOnlySpan<byte> domain, ChallengeId challenge)
    {
        Span<byte> message = stackalloc byte[domain.Length + 32];
        domain.CopyTo(message);
        challenge.Value.CopyTo(message[domain.Length..]);
        return new OperationId(Keccak256.Hash(message));
    }
}
