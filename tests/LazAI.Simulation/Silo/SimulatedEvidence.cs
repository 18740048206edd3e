using System.Globalization;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Grains.Network;
using LazAI.Grains.Workers;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Workers;

namespace LazAI.Simulation.Silo;

/// <summary>
/// Stands for the platform's quote, whose signatures are not the same twice: evidence is the hash of what it binds, which everybody here can
/// compute. Attestation has tests of its own.
/// </summary>
public sealed class SimulatedEvidence(INetwork network) : ISessionEvidence
{
    public static readonly Bytes32 Root = Keccak256.Hash("simulated root"u8);
    public static readonly string Measurement = new('a', 96);

    /// <summary>Collateral by which no evidence holds any more.</summary>
    public static byte[] Revoking { get; } = "revoked"u8.ToArray();

    public static SessionId SessionOf(Address worker, OpenSessionRequest request) => new(Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{worker}:{request.SigningPublicKey}:{request.EncryptionPublicKey}:{request.Challenge}:{request.Timestamp}"))));

    public static byte[] Issue(SessionId session)
    {
        var evidence = new byte[32];
        Keccak256.Hash(session.Value.AsSpan()).CopyTo(evidence);
        return evidence;
    }

    public (SessionId? Session, Rejection? Refusal) Identify(Address worker, OpenSessionRequest request) => (SessionOf(worker, request), null);

    public SessionJudgement Verify(Address worker, OpenSessionRequest request, ReadOnlyMemory<byte> collateral, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(request);
        var id = SessionOf(worker, request);
        if (!request.Evidence.Span.SequenceEqual(Issue(id))
            || !Secp256k1PublicKey.TryParse(Convert.FromHexString(request.SigningPublicKey.AsSpan(2)), out var key))
        {
            return new(null, [], new Rejection(new ErrorCode("simulation/evidence-refused"), "The evidence binds something else."));
        }

        var facts = new EvidenceFacts(EvidenceFacts.DevelopmentTdx, Root, Measurement, false, Keccak256.Hash(request.Evidence.Span));
        return new(
            new WorkerSession(
                id, key.ToAddress(), request.SigningPublicKey, request.EncryptionPublicKey, request.Challenge, request.Timestamp, facts,
                request.Capacity, network.Now, WorkerAggregate.LastSlotOfSession(network.Now, network.Rules),
                (ulong)Math.Max(0, at.ToUnixTimeSeconds())),
            [],
            null);
    }

    public SessionJudgement VerifyAgain(WorkerSession session, ReadOnlyMemory<byte> evidence, ReadOnlyMemory<byte> collateral, DateTimeOffset at) =>
        collateral.Span.SequenceEqual(Revoking)
            ? new(null, [], new Rejection(new ErrorCode(AttestationErrors.CertificateRevoked), "The certificate was revoked."))
            : new(session, [], null);
}
