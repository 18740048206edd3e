using System.Globalization;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Grains.Network;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Workers;
using Microsoft.Extensions.Options;
using EvidenceFacts = LazAI.Protocol.Workers.EvidenceFacts;

namespace LazAI.Grains.Workers;

/// <summary>Judges the evidence of a session registration.</summary>
public interface ISessionEvidence
{
    /// <summary>The session that the evidence proves, or the refusal.</summary>
    (WorkerSession? Session, Rejection? Refusal) Verify(Address worker, OpenSessionRequest request, DateTimeOffset at);
}

/// <summary>Turns the evidence of a session registration into a <see cref="WorkerSession"/>, or says why it is refused: keys, authenticity, policy.</summary>
public sealed class SessionEvidence : ISessionEvidence
{
    /// <summary>Largest evidence that is looked at.</summary>
    public const int EvidenceBytesMaximum = 64 * 1024;

    private readonly INetwork _network;
    private readonly TdxQuoteVerifier _verifier;
    private readonly SessionEvidencePolicy _policy;

    public SessionEvidence(INetwork network, IOptions<AttestationOptions> options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        _network = network;
        _verifier = new TdxQuoteVerifier(
            [.. TrustedRoot.Intel, .. options.Value.ParseDevelopmentRoots().Select(TrustedRoot.Development)]);
        _policy = options.Value.CreatePolicy(network.Rules.EvidenceAgeSecondsMaximum);
    }

    /// <inheritdoc/>
    public (WorkerSession? Session, Rejection? Refusal) Verify(Address worker, OpenSessionRequest request, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!TryReadKey(request.SigningPublicKey, out var signingKey, out var signingBytes)
            || !TryReadKey(request.EncryptionPublicKey, out _, out var encryptionBytes)
            || !SessionBinding.TryCreate(worker, signingBytes, encryptionBytes, request.Challenge, request.Timestamp, out var binding))
        {
            return Refuse(AttestationErrors.SessionKeyMalformed, "The session's keys are compressed secp256k1 keys, 33 bytes in 0x hex.");
        }

        if (request.Evidence.Length > EvidenceBytesMaximum)
        {
            return Refuse(AttestationErrors.QuoteMalformed, $"Evidence has at most {EvidenceBytesMaximum} bytes.");
        }

        switch (_verifier.Verify(request.Evidence, at))
        {
            case EvidenceRefused refused:
                return Refuse(refused.Code, refused.Detail);
            case EvidenceVerified verified when _policy.Judge(verified, binding, at) is EvidenceUnacceptable unacceptable:
                return Refuse(unacceptable.Code, $"{unacceptable.Component}: {unacceptable.Detail}");
            case EvidenceVerified verified:
                var facts = new EvidenceFacts(
                    verified.Root.Kind == EvidenceRoot.Development ? EvidenceFacts.DevelopmentTdx : EvidenceFacts.Tdx,
                    verified.Root.Fingerprint,
                    Convert.ToHexStringLower(verified.Claims.MrTd.AsSpan()),
                    verified.Claims.IsDebug,
                    Keccak256.Hash(request.Evidence.Span));
                var session = new WorkerSession(
                    new SessionId(new Bytes32(binding.ReportData.AsSpan()[..32])),
                    signingKey.ToAddress(),
                    request.SigningPublicKey.ToLower(CultureInfo.InvariantCulture),
                    request.EncryptionPublicKey.ToLower(CultureInfo.InvariantCulture),
                    request.Challenge,
                    request.Timestamp,
                    facts,
                    request.Capacity,
                    _network.Now,
                    WorkerAggregate.LastSlotOfSession(_network.Now, _network.Rules));
                return (session, null);
            default:
                throw new InvalidOperationException("Evidence is either verified or refused.");
        }
    }

    private static bool TryReadKey(string hex, out Secp256k1PublicKey key, out byte[] bytes)
    {
        key = default!;
        bytes = new byte[SessionBinding.CompressedKeyLength];
        return hex.Length == 2 + (2 * bytes.Length)
            && hex.StartsWith("0x", StringComparison.Ordinal)
            && Convert.FromHexString(hex.AsSpan(2), bytes, out _, out var written) == System.Buffers.OperationStatus.Done
            && written == bytes.Length
            && Secp256k1PublicKey.TryParse(bytes, out key!);
    }

    private static (WorkerSession?, Rejection?) Refuse(string code, string detail) => (null, new Rejection(new ErrorCode(code), detail));
}
