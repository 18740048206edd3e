using System.Collections.Concurrent;
using LazAI.Attestation;
using LazAI.Client;
using LazAI.Client.Attestation.Collateral;
using LazAI.Cryptography;
using LazAI.Gateway.Problems;
using LazAI.Grains.Blobs;
using LazAI.Protocol;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Attestation;

/// <summary>
/// Finds the collateral for a session's evidence and keeps it by its hash, which the session's record names. Development evidence needs none.
/// </summary>
/// <remarks>
/// Fetching costs calls to services that refuse those who call often, and SEV-SNP reports name a chip that nobody can check before: so it is
/// done for staked workers only, and a worker for which it failed waits.
/// </remarks>
internal sealed class SessionCollateral(
    CollateralService service, EvidenceVerifier verifier, IBlobStore blobs, TimeProvider time, IOptions<CollateralServiceOptions> options)
{
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Address, DateTimeOffset> _failed = new();

    /// <summary>The bundle's file, or why there is none; an empty one where none is needed or the evidence has a fault of its own.</summary>
    public async Task<(ReadOnlyMemory<byte> Bundle, Rejection? Refusal)> FindAsync(
        Address worker, ReadOnlyMemory<byte> evidence, CancellationToken cancellationToken)
    {
        // All that can be verified without collateral is verified first: of a quote everything up to the signature.
        var now = time.GetUtcNow();
        if (verifier.Verify(evidence, null, now) is EvidenceVerified { Facts.IsDevelopment: true }
            or EvidenceRefused { Code: not (AttestationErrors.CollateralRequired or AttestationErrors.PckChainRequired) })
        {
            return (default, null);
        }

        if (_failed.TryGetValue(worker, out var failedAt) && now - failedAt < s_pauseAfterFailure)
        {
            return (default, new Rejection(
                GatewayErrors.CollateralUnavailable, $"It could not be had a moment ago; try again in {s_pauseAfterFailure.TotalSeconds:0} s."));
        }

        try
        {
            var answer = await service.Evidence.FindAsync(evidence, cancellationToken).WaitAsync(options.Value.Patience, time, cancellationToken);
            if (answer is not CollateralFound found)
            {
                Fail(worker, now);
                var reason = ((CollateralNotFound)answer).Reason;
                return (default, new Rejection(new ErrorCode(reason.Code), reason.Detail));
            }

            _failed.TryRemove(worker, out _);
            var file = found.Bundle.Serialize();
            await blobs.PutAsync(Keccak256.Hash(file), file, cancellationToken);
            return (file, null);
        }
        catch (LazAIException failure)
        {
            Fail(worker, now);
            return (default, new Rejection(GatewayErrors.CollateralUnavailable, failure.Detail));
        }
        catch (TimeoutException)
        {
            return (default, new Rejection(
                GatewayErrors.CollateralUnavailable, $"It was not there within {options.Value.Patience.TotalSeconds:0} s; it goes on being fetched."));
        }
    }

    private void Fail(Address worker, DateTimeOffset now)
    {
        foreach (var (other, since) in _failed)
        {
            if (now - since >= s_pauseAfterFailure)
            {
                _failed.TryRemove(other, out _);
            }
        }

        _failed[worker] = now;
    }
}
