using LazAI.Cryptography;
using LazAI.Grains.Queries;
using LazAI.Grains.Workers;
using LazAI.Protocol;
using LazAI.Protocol.Workers;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Attestation;

/// <summary>
/// Judges open sessions again by the collateral of now (PROTOCOL §5): revocations and TCB recoveries come while sessions last. Every gateway
/// does so; doing it twice changes nothing.
/// </summary>
internal sealed partial class SessionReappraisal(
    IClusterClient grains, IDirectoryIndex directory, SessionCollateral collateral, TimeProvider time,
    IOptions<CollateralServiceOptions> options, ILogger<SessionReappraisal> logger) : BackgroundService
{
    private const int WorkersPerPage = 200;

    /// <summary>Judges every open session whose evidence rests on collateral.</summary>
    /// <returns>How many were judged.</returns>
    public async Task<int> ReappraiseAsync(CancellationToken cancellationToken)
    {
        var judged = 0;
        string? cursor = null;
        do
        {
            var page = await directory.ListWorkersAsync(cursor, WorkersPerPage, cancellationToken);
            foreach (var worker in page.Items)
            {
                judged += await ReappraiseAsync(worker, cancellationToken);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return judged;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(options.Value.ReappraiseEvery, time, stoppingToken);
            try
            {
                await ReappraiseAsync(stoppingToken);
            }
#pragma warning disable CA1031 // Whatever has failed, the next round tries again.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(exception);
            }
        }
    }

    private async Task<int> ReappraiseAsync(Address worker, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IWorkerGrain>(worker.ToString());
        var state = await grain.GetAsync();

        // A token says nothing new: only its instance knows what has become of the machine.
        var sessions = state.Sessions.Values.Where(session => session.Evidence is { CollateralHash: not null, Azure: null }).ToArray();
        foreach (var session in sessions)
        {
            if (await grain.FindSessionAsync(state.SessionVersions[session.Id]) is { } opened
                && await JudgeAsync(grain, worker, opened, cancellationToken) is { } refusal)
            {
                LogRefused(worker, session.Id, refusal.Code, refusal.Detail);
            }
        }

        return sessions.Length;
    }

    private async Task<Rejection?> JudgeAsync(
        IWorkerGrain grain, Address worker, WorkerEvent.SessionOpened opened, CancellationToken cancellationToken)
    {
        var (bundle, refusal) = await collateral.FindAsync(worker, opened.Evidence, cancellationToken);
        return refusal is not null ? refusal
            : bundle.IsEmpty || Keccak256.Hash(bundle.Span) == opened.Session.Evidence.CollateralHash ? null
            : await grain.ReappraiseSessionAsync(opened.Session.Id, bundle);
    }

    [LoggerMessage(1, LogLevel.Warning, "Sessions could not be judged again")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Session {Session} of {Worker} was not judged again: {Code}, {Detail}")]
    private partial void LogRefused(Address worker, SessionId session, ErrorCode code, string detail);
}
