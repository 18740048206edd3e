using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using LazAI.Attestation;
using LazAI.Client.Keys;
using LazAI.Cryptography;
using LazAI.Protocol.Api;
using LazAI.Protocol.Workers;

namespace LazAI.Client.DataSets;

/// <summary>Judges by a session's evidence whether it may be trusted with a secret: the owner's own judgement, not the service's word.</summary>
/// <param name="roots">Whose certificates are believed, beside AMD's. Tokens of Azure Attestation are not: nothing shows an owner whose keys signed one.</param>
/// <param name="policy">Which evidence is accepted.</param>
public sealed class SessionTrust(ImmutableArray<TrustedRoot> roots, EvidencePolicy policy)
{
    private readonly EvidenceVerifier _verifier = new(new EvidenceTrust(roots, SnpTrustedRoot.Amd, []));

    /// <summary>The session's encryption key if its evidence holds, or why not.</summary>
    /// <remarks>In this order: keys and session id, authenticity, binding, policy; all at the time at which the service verified it.</remarks>
    public bool TryJudge(
        WorkerSessionView view,
        [NotNullWhen(true)] out Secp256k1PublicKey? encryptionKey,
        [NotNullWhen(false)] out string? refusal)
    {
        ArgumentNullException.ThrowIfNull(view);
        var session = view.Session;
        encryptionKey = null;
        if (!TryReadKey(session.SigningPublicKey, out var signing) || !TryReadKey(session.EncryptionPublicKey, out var encryption)
            || signing.ToAddress() != session.SigningKey || session.VerifiedAt > (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || !SessionBinding.TryCreate(
                view.Worker, signing.ToCompressed(), encryption.ToCompressed(), session.Nonce, session.Timestamp, out var binding)
            || !binding.ReportData.AsSpan()[..Bytes32.Size].SequenceEqual(session.Id.Value.AsSpan()))
        {
            refusal = "The session id is not the hash of worker, keys, nonce and time stamp.";
            return false;
        }

        refusal = Judge(view, binding);
        if (refusal is not null)
        {
            return false;
        }

        encryptionKey = encryption;
        return true;
    }

    private string? Judge(WorkerSessionView view, EvidenceBinding binding)
    {
        CollateralBundle? bundle = null;
        if (view.Collateral is { } file && !CollateralBundle.TryParse(file, out bundle, out var malformed))
        {
            return $"{malformed.Detail} ({malformed.Code})";
        }

        var at = DateTimeOffset.FromUnixTimeSeconds((long)view.Session.VerifiedAt);
        var challenge = EvidenceChallenge.To(binding) with { AgeSecondsMaximum = WorkerSession.VerificationSecondsMaximum };
        var verification = _verifier.Verify(view.Evidence, bundle, at);
        return verification is EvidenceRefused refused ? $"{refused.Detail} ({refused.Code})"
            : Judge(((EvidenceVerified)verification).Facts, challenge, at);
    }

    private string? Judge(EvidenceFacts facts, EvidenceChallenge challenge, DateTimeOffset at) => policy.Judge(facts, challenge, at).Reason is { } reason
        ? $"The owner does not accept {facts.Kind} evidence of measurement {facts.Measurement} under root {facts.Root}: {reason.Message} ({reason.Code})"
        : null;

    private static bool TryReadKey(string hex, [NotNullWhen(true)] out Secp256k1PublicKey? key)
    {
        key = null;
        return hex.StartsWith("0x", StringComparison.Ordinal)
            && KeyFile.TryFromHex(hex[2..], out var bytes)
            && Secp256k1PublicKey.TryParse(bytes, out key);
    }
}
