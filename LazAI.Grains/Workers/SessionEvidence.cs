using System.Collections.Immutable;
using System.Globalization;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Grains.Network;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Workers;
using Microsoft.Extensions.Options;

namespace LazAI.Grains.Workers;

/// <summary>Judges the evidence of sessions.</summary>
public interface ISessionEvidence
{
    /// <summary>The id of the session that the request's keys, challenge and time stamp make, or why they make none.</summary>
    (SessionId? Session, Rejection? Refusal) Identify(Address worker, OpenSessionRequest request);

    /// <summary>The session that the evidence proves, or the refusal.</summary>
    /// <param name="worker">Whose session.</param>
    /// <param name="request">The request, of which <see cref="Identify"/> has made a session.</param>
    /// <param name="collateral">A <see cref="CollateralBundle"/>'s file; empty where none is needed or could be had.</param>
    /// <param name="at">The time of verification.</param>
    SessionJudgement Verify(Address worker, OpenSessionRequest request, ReadOnlyMemory<byte> collateral, DateTimeOffset at);

    /// <summary>The evidence of an open session, judged again by newer collateral: what is new of it, or the refusal.</summary>
    SessionJudgement VerifyAgain(WorkerSession session, ReadOnlyMemory<byte> evidence, ReadOnlyMemory<byte> collateral, DateTimeOffset at);
}

/// <summary>What judging a session's evidence came to.</summary>
/// <param name="Session">The session; null where the evidence is refused.</param>
/// <param name="Collateral">How new the collateral was that it rests on, for the network to remember; also where a policy refuses the evidence.</param>
/// <param name="Refusal">Why there is no session.</param>
public sealed record SessionJudgement(WorkerSession? Session, ImmutableArray<CollateralAge> Collateral, Rejection? Refusal);

/// <summary>Turns the evidence of a session registration into a <see cref="WorkerSession"/>, or says why it is refused: keys, authenticity, policy.</summary>
public sealed class SessionEvidence : ISessionEvidence
{
    /// <summary>Largest evidence that is looked at.</summary>
    public const int EvidenceBytesMaximum = 64 * 1024;

    private readonly INetwork _network;
    private readonly EvidenceVerifier _verifier;
    private readonly EvidencePolicy _policy;

    public SessionEvidence(INetwork network, EvidenceVerifier verifier, IOptions<AttestationOptions> options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        _network = network;
        _verifier = verifier;
        _policy = options.Value.CreatePolicy();
    }

    /// <inheritdoc/>
    public (SessionId? Session, Rejection? Refusal) Identify(Address worker, OpenSessionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return !TryBind(worker, request, out _, out var binding)
                ? (null, new Rejection(
                    new ErrorCode(AttestationErrors.SessionKeyMalformed), "The session's keys are compressed secp256k1 keys, 33 bytes in 0x hex."))
            : request.Evidence.Length > EvidenceBytesMaximum
                ? (null, new Rejection(new ErrorCode(AttestationErrors.QuoteMalformed), $"Evidence has at most {EvidenceBytesMaximum} bytes."))
            : (SessionOf(binding), null);
    }

    /// <inheritdoc/>
    public SessionJudgement Verify(Address worker, OpenSessionRequest request, ReadOnlyMemory<byte> collateral, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(request);
        Invariant.Require(TryBind(worker, request, out var signingKey, out var binding), "the session was identified before");

        // Whole seconds, so that whoever verifies the evidence again can do so at the very same time.
        at = DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
        var challenge = EvidenceChallenge.To(binding) with { AgeSecondsMaximum = _network.Rules.EvidenceAgeSecondsMaximum };
        var (facts, ages, refusal) = Judge(request.Evidence, collateral, challenge, at);
        return new SessionJudgement(
            facts is null ? null : new WorkerSession(
                SessionOf(binding),
                signingKey.ToAddress(),
                request.SigningPublicKey.ToLower(CultureInfo.InvariantCulture),
                request.EncryptionPublicKey.ToLower(CultureInfo.InvariantCulture),
                request.Challenge,
                request.Timestamp,
                facts.Unbound(),
                request.Capacity,
                _network.Now,
                WorkerAggregate.LastSlotOfSession(_network.Now, _network.Rules),
                (ulong)at.ToUnixTimeSeconds()),
            ages,
            refusal);
    }

    /// <inheritdoc/>
    public SessionJudgement VerifyAgain(WorkerSession session, ReadOnlyMemory<byte> evidence, ReadOnlyMemory<byte> collateral, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(session);

        // Binding and age were judged when the session was opened.
        var (facts, ages, refusal) = Judge(evidence, collateral, challenge: null, at);
        return new SessionJudgement(facts is null ? null : session with { Evidence = facts.Unbound() }, ages, refusal);
    }

    private (EvidenceFacts? Facts, ImmutableArray<CollateralAge> Ages, Rejection? Refusal) Judge(
        ReadOnlyMemory<byte> evidence, ReadOnlyMemory<byte> collateral, EvidenceChallenge? challenge, DateTimeOffset at)
    {
        CollateralBundle? bundle = null;
        if (!collateral.IsEmpty && !CollateralBundle.TryParse(collateral, out bundle, out var malformed))
        {
            return (null, [], Refuse(malformed.Code, malformed.Detail));
        }

        var verification = _verifier.Verify(evidence, bundle, at);
        if (verification is EvidenceRefused refused)
        {
            return (null, [], Refuse(refused.Code, refused.Detail));
        }

        var verified = (EvidenceVerified)verification;
        return _policy.Judge(verified.Facts, challenge, at).Reason is { } reason
            ? (null, verified.Collateral, Refuse(reason.Code, reason.Message))
            : (verified.Facts, verified.Collateral, null);
    }

    private static SessionId SessionOf(EvidenceBinding binding) => new(new Bytes32(binding.ReportData.AsSpan()[..Bytes32.Size]));

    private static bool TryBind(Address worker, OpenSessionRequest request, out Secp256k1PublicKey signingKey, out EvidenceBinding binding)
    {
        binding = default;
        return TryReadKey(request.SigningPublicKey, out signingKey, out var signingBytes)
            & TryReadKey(request.EncryptionPublicKey, out _, out var encryptionBytes)
            && SessionBinding.TryCreate(worker, signingBytes, encryptionBytes, request.Challenge, request.Timestamp, out binding);
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

    private static Rejection Refuse(string code, string detail) => new(new ErrorCode(code), detail);
}
