using LazAI.Cryptography;
using LazAI.Grains.Blobs;
using LazAI.Grains.Workers;
using LazAI.Protocol;
using LazAI.Protocol.Api;

namespace LazAI.Gateway.Attestation;

/// <summary>Finds sessions with all that somebody needs to judge them.</summary>
internal sealed class SessionRecords(IClusterClient grains, IBlobStore blobs)
{
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
}
