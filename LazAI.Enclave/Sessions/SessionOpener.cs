using System.Security.Cryptography;
using LazAI.Attestation;
using LazAI.Client;
using LazAI.Cryptography;
using LazAI.Enclave.Evidence;
using LazAI.Protocol;

namespace LazAI.Enclave.Sessions;

/// <summary>Opens sessions (PROTOCOL §5): fresh keys, the service's challenge, evidence that binds both, the operator's signature.</summary>
internal sealed class SessionOpener(
    LazAIClient client, SignedRequests operatorRequests, IEvidenceProvider evidence, int capacity, TimeProvider time)
{
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    /// <exception cref="LazAIException">The service did not open it.</exception>
    public async Task<SessionIdentity> OpenAsync(CancellationToken cancellationToken)
    {
        var worker = operatorRequests.Signer;
        var challenge = await client.RequestChallengeAsync(worker, operatorRequests.IssueChallenge(), cancellationToken);
        var signing = Secp256k1PrivateKey.Generate(_random);
        var encryption = Secp256k1PrivateKey.Generate(_random);
        try
        {
            var keys = new SessionKeys(
                signing.PublicKey, encryption.PublicKey, challenge.Nonce, (ulong)time.GetUtcNow().ToUnixTimeSeconds());
            var bound = SessionBinding.TryCreate(
                worker, keys.Signing.ToCompressed(), keys.Encryption.ToCompressed(), keys.Challenge, keys.Timestamp, out var binding);
            Invariant.Require(bound, "a compressed public key has the form that the binding takes");
            var session = new SessionId(new Bytes32(binding.ReportData.AsSpan()[..Bytes32.Size]));
            var quote = await evidence.ProveAsync(binding.ReportData, cancellationToken);
            var opened = await client.OpenSessionAsync(
                worker, operatorRequests.OpenSession(session, keys, quote, capacity), cancellationToken);
            return opened.Id == session && opened.SigningKey == signing.Address
                ? new SessionIdentity(opened, signing, encryption)
                : throw new LazAIException(ClientErrors.ResponseMalformed, $"The service opened session {opened.Id} instead of {session}.");
        }
        catch
        {
            signing.Dispose();
            encryption.Dispose();
            throw;
        }
    }
}
