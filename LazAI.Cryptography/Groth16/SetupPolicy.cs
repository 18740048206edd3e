using System.Collections.Frozen;

namespace LazAI.Cryptography.Groth16;

/// <summary>Whether the set-up behind a key is trusted.</summary>
public enum SetupVerdict
{
    /// <summary>The key's hash is one that we trust.</summary>
    Trusted,

    /// <summary>The key is of <see cref="Proving.InsecureDevelopmentSetup"/>, and this is no development.</summary>
    DevelopmentKey,

    /// <summary>Nobody has said that the key is to be trusted.</summary>
    UnknownKey,
}

/// <summary>
/// Which verification keys are believed. What a key's points are cannot tell that nobody knows its secrets; that is known of the ceremony
/// that made it. So keys are trusted by their hash, which is published with the ceremony's record, and all others are refused.
/// </summary>
public sealed class SetupPolicy
{
    private readonly FrozenSet<Bytes32> _trusted;
    private readonly bool _acceptsDevelopmentKeys;

    private SetupPolicy(IEnumerable<Bytes32> trusted, bool acceptsDevelopmentKeys) =>
        (_trusted, _acceptsDevelopmentKeys) = (trusted.ToFrozenSet(), acceptsDevelopmentKeys);

    /// <summary>Trusts nothing.</summary>
    public static SetupPolicy None { get; } = new([], acceptsDevelopmentKeys: false);

    /// <summary>Trusts keys of these hashes (<see cref="VerificationKey.Hash"/>), unless they are marked as of a development set-up.</summary>
    public static SetupPolicy Trusting(IEnumerable<Bytes32> keyHashes) => new(keyHashes, acceptsDevelopmentKeys: false);

    /// <summary>As <see cref="Trusting"/>, marked or not. Whoever made a marked key can prove anything with it.</summary>
    public static SetupPolicy InsecureTrustingDevelopmentKeys(IEnumerable<Bytes32> keyHashes) => new(keyHashes, acceptsDevelopmentKeys: true);

    /// <summary>Says of a key whether it is believed.</summary>
    public SetupVerdict Judge(VerificationKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.IsOfInsecureDevelopmentSetup && !_acceptsDevelopmentKeys ? SetupVerdict.DevelopmentKey
            : _trusted.Contains(key.Hash) ? SetupVerdict.Trusted
            : SetupVerdict.UnknownKey;
    }
}
