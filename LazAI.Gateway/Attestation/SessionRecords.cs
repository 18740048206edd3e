using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Grains.Attestation;
using LazAI.Grains.Blobs;
using LazAI.Grains.Workers;
using LazAI.Protocol;
using LazAI.Protocol.Api;

namespace LazAI.Gateway.Attestation;

/// <summary>Finds sessions with all that somebody needs to judge them.</summary>
internal sealed class SessionRecords(IClusterClient grains, IBlobStore blobs, EvidenceVerifier verifier)
{
    /// <summary>What was checked of the session's evidence; null as of <see cref="FindAsync"/>.</summary>
    public async Task<SessionEvidenceView?> ExplainAsync(Address worker, SessionId session, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(worker, session, cancellationToken) is not { } view)
        {
            return null;
        }

        CollateralBundle? bundle = null;
        if (view.Collateral is { } file && !CollateralBundle.TryParse(file, out bundle, out var malformed))
        {
            throw new InvalidDataException($"The collateral of session {session} was stored and cannot be read: {malformed.Detail}.");
        }

        var result = verifier.Verify(view.Evidence, bundle, DateTimeOffset.FromUnixTimeSeconds((long)view.Session.VerifiedAt));
        var report = EvidenceReport.Create(view.Evidence, bundle, result);
        var used = (result as EvidenceVerified)?.Collateral ?? [];
        return new SessionEvidenceView(worker, view.Session, report.Steps, report.Certificates, used, await ReadNewerAsync(used));
    }

    /// <summary>The session as it is now, its evidence, and the collateral that it was verified with; null where the worker's record does not
    /// name it any more.</summary>
    public async Task<WorkerSessionView?> FindAsync(Address worker, SessionId session, CancellationToken cancellationToken = default)
    {
        var grain = grains.GetGrain<IWorkerGrain>(worker.ToString());
        var state = await grain.GetAsync();
        if (!state.SessionVersions.TryGetValue(session, out var version) || await grain.FindSessionAsync(version) is not { } opened)
        {
            return null;
        }

        var current = state.Sessions[session];
        var collateral = current.Evidence.CollateralHash is { } hash ? await blobs.GetAsync(hash, cancellationToken) : null;
        return new WorkerSessionView(worker, current, opened.Evidence, collateral);
    }

    private async Task<ImmutableArray<CollateralAge>> ReadNewerAsync(ImmutableArray<CollateralAge> used)
    {
        if (used.IsEmpty)
        {
            return [];
        }

        var memory = await grains.GetGrain<ICollateralGrain>(0).GetAsync();
        var names = used.ToDictionary(age => age.Name, StringComparer.Ordinal);
        return [.. memory.Newest.Where(newest => names.TryGetValue(newest.Name, out var age) && age != newest)];
    }
}
