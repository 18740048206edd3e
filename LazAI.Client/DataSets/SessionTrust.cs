using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using LazAI.Attestation;
using LazAI.Client.Keys;
using LazAI.Cryptography;
using LazAI.Protocol.Workers;

namespace LazAI.Client.DataSets;

/// <summary>Judges by a session's evidence whether it may be trusted with a secret: the owner's own judgement, not the service's word.</summary>
/// <param name="roots">Whose certificates are believed.</param>
/// <param name="policy">Which measurements and development roots are accepted.</param>
public sealed class SessionTrust(ImmutableArray<TrustedRoot> roots, EvidencePolicy policy)
{
    private readonly DcapQuoteVerifier _quotes = new(roots);

    /// <summary>The session's encryption key if its evidence holds, or why not.</summary>
    /// <remarks>In this order: keys and session id, authenticity, binding, policy.</remarks>
    public bool TryJudge(
        Address worker,
        WorkerSession session,
        ReadOnlyMemory<byte> evidence,
        [NotNullWhen(true)] out Secp256k1PublicKey? encryptionKey,
        [NotNullWhen(false)] out string? refusal)
    {
        ArgumentNullException.ThrowIfNull(session);
        encryptionKey = null;
        if (!TryReadKey(session.SigningPublicKey, out var signing) || !TryReadKey(session.EncryptionPublicKey, out var encryption)
            || signing.ToAddress() != session.SigningKey || session.Timestamp > (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || !SessionBinding.TryCreate(
                worker, signing.ToCompressed(), encryption.ToCompressed(), session.Nonce, session.Timestamp, out var binding)
            || !binding.ReportData.AsSpan()[..Bytes32.Size].SequenceEqual(session.Id.Value.AsSpan()))
        {
            refusal = "The session id is not the hash of worker, keys, nonce and time stamp.";
            return false;
        }

        var at = DateTimeOffset.FromUnixTimeSeconds((long)session.Timestamp);
        refusal = _quotes.Verify(evidence, null, at) switch
        {
            EvidenceRefused refused => $"{refused.Detail} ({refused.Code})",
            DcapQuoteVerified verified when verified.ReportData != binding.ReportData => "The evidence is bound to other keys.",
            DcapQuoteVerified verified => Judge(EvidenceFacts.Of(verified, Keccak256.Hash(evidence.Span)), at),
            _ => "The evidence is of an unknown kind.",
        };
        if (refusal is not null)
        {
            return false;
        }

        encryptionKey = encryption;
        return true;
    }

    private string? Judge(EvidenceFacts facts, DateTimeOffset at) => policy.Judge(facts, null, at).Reason is { } reason
        ? $"The owner does not accept measurement {facts.Measurement} under root {facts.Root}: {reason.Message} ({reason.Code})"
        : null;

    private static bool TryReadKey(string hex, [NotNullWhen(true)] out Secp256k1PublicKey? key)
    {
        key = null;
        return hex.StartsWith("0x", StringComparison.Ordinal)
            && KeyFile.TryFromHex(hex[2..], out var bytes)
            && Secp256k1PublicKey.TryParse(bytes, out key);
    }
}
