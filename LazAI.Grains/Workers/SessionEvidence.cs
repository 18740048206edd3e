using System.Globalization;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Grains.Network;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Workers;
using Microsoft.Extensions.Options;

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
    private readonly DcapQuoteVerifier _verifier;
    private readonly EvidencePolicy _policy;

    public SessionEvidence(INetwork network, IOptions<AttestationOptions> options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        _network = network;
        _policy = options.Value.CreatePolicy();
        _verifier = new DcapQuoteVerifier([.. TrustedRoot.Intel, .. _policy.DevelopmentRoots.Select(TrustedRoot.Development)]);
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

        var verification = _verifier.Verify(request.Evidence, null, at);
        if (verification is EvidenceRefused refused)
        {
            return Refuse(refused.Code, refused.Detail);
        }

        var facts = EvidenceFacts.Of((DcapQuoteVerified)verification, Keccak256.Hash(request.Evidence.Span));
        var challenge = EvidenceChallenge.To(binding) with { AgeSecondsMaximum = _network.Rules.EvidenceAgeSecondsMaximum };
        if (_policy.Judge(facts, challenge, at).Reason is { } reason)
        {
            return Refuse(reason.Code, reason.Message);
        }

        var session = new WorkerSession(
            new SessionId(new Bytes32(binding.ReportData.AsSpan()[..32])),
            signingKey.ToAddress(),
            request.SigningPublicKey.ToLower(CultureInfo.InvariantCulture),
            request.EncryptionPublicKey.ToLower(CultureInfo.InvariantCulture),
            request.Challenge,
            request.Timestamp,
            facts.Unbound(),
            request.Capacity,
            _network.Now,
            WorkerAggregate.LastSlotOfSession(_network.Now, _network.Rules));
        return (session, null);
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
