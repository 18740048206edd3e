using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Workers;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Storage.Tests;

public sealed class DisputeIndexTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly Random _random = TestSeed.Create(output);
    private readonly Dictionary<string, long> _versions = [];
    private ProjectedLog? _projected;
    private long _last;

    private ProjectedLog Projected => _projected!;

    private PostgresDisputeIndex Index => new(Projected.DataSource);

    public async Task InitializeAsync() => _projected = await ProjectedLog.CreateAsync();

    public async Task DisposeAsync() => await Projected.DisposeAsync();

    [Fact]
    public async Task Challenges_ByOutcomeAndChallenger_AreNewestFirstPageByPage_AndTheSameBuiltAnew()
    {
        Address[] challengers = [RandomTaskHistory.RandomAddress(_random), RandomTaskHistory.RandomAddress(_random)];
        ChallengeOutcome[] outcomes = Enum.GetValues<ChallengeOutcome>();
        var expected = new List<(TaskChallenge Challenge, IndexedChallenge Indexed)>();
        for (var i = 0; i < 40; i++)
        {
            var task = new TaskId(RandomTaskHistory.RandomBytes32(_random));
            var challenge = new TaskChallenge(
                new ChallengeId(RandomTaskHistory.RandomBytes32(_random)), challengers[_random.Next(2)], RandomTaskHistory.RandomBytes32(_random), i,
                new Slot(i), new Slot(i + 9), ChallengeOutcome.Pending, "");
            await AppendAsync("task", task, ComputeTaskEvent.Codec, new ComputeTaskEvent.ChallengeFiled(challenge));
            Slot? decided = null;
            if (outcomes[_random.Next(outcomes.Length)] is not ChallengeOutcome.Pending and var outcome)
            {
                (challenge, decided) = (challenge with { Outcome = outcome, Detail = "So it is." }, new Slot(i + 3));
                await AppendAsync(
                    "task", task, ComputeTaskEvent.Codec, new ComputeTaskEvent.ChallengeDecided(challenge.Id, outcome, "So it is.", decided.Value));
            }

            expected.Insert(0, (challenge, new IndexedChallenge(task, challenge.Id, decided)));
        }

        var first = await ProjectAsync();
        await AssertAsync();
        await first.StopAsync(ProjectedLog.Deadline);
        await Projected.DataSource.ExecuteAsync("UPDATE challenge_index SET outcome = 1; DELETE FROM projection_checkpoints;");
        await ProjectAsync();
        await AssertAsync();

        async Task AssertAsync()
        {
            foreach (var outcome in outcomes.Cast<ChallengeOutcome?>().Append(null))
            {
                foreach (var challenger in challengers.Cast<Address?>().Append(null))
                {
                    Assert.Equal(
                        expected.Where(it => outcome is null || it.Challenge.Outcome == outcome)
                            .Where(it => challenger is null || it.Challenge.Challenger == challenger)
                            .Select(it => it.Indexed),
                        await ReadAllAsync(cursor => Index.ListChallengesAsync(outcome, challenger, cursor, 3)));
                }
            }
        }
    }

    [Fact]
    public async Task Offences_OfFalseResultsAndSilence_KnowTheirSlashesOnceTheLedgerHasThem()
    {
        var (worker, reporter) = (RandomTaskHistory.RandomAddress(_random), RandomTaskHistory.RandomAddress(_random));
        var task = new TaskId(RandomTaskHistory.RandomBytes32(_random));
        var (lie, silence) = (WorkerAggregate.OffenceId(task, 2), new OperationId(RandomTaskHistory.RandomBytes32(_random)));
        await AppendAsync("worker", worker, WorkerEvent.Codec, new WorkerEvent.OffenceRecorded(
            lie, task, 2, ChallengeErrors.FaultProven, new BasisPoints(2_000), Amount.FromTokens(100), reporter, new BasisPoints(5_000), new Slot(99),
            new Slot(5)));
        var liePosition = _last;
        await AppendAsync("worker", worker, WorkerEvent.Codec, new WorkerEvent.FoundDown(silence, new Slot(6), new BasisPoints(200), new Slot(7)));
        await AppendAsync("ledger", "LCAI", LedgerEvent.Codec, new LedgerEvent.Slashed(
            lie, worker,
            [
                new Movement(LedgerAccount.Stake(worker), LedgerAccount.Slashed, new Amount(7)),
                new Movement(LedgerAccount.Unbonding(worker), LedgerAccount.Slashed, new Amount(3)),
                new Movement(LedgerAccount.Unbonding(worker), LedgerAccount.User(reporter), new Amount(11)),
            ],
            new Slot(8)));
        var slashPosition = _last;

        // A slash of somebody who is no worker is of no offence here.
        await AppendAsync("ledger", "LCAI", LedgerEvent.Codec, new LedgerEvent.Slashed(
            new OperationId(RandomTaskHistory.RandomBytes32(_random)), reporter, [], new Slot(8)));
        await ProjectAsync();

        var expected = new OffenceView(
            lie, worker, task, 2, ChallengeErrors.FaultProven, new BasisPoints(2_000), Amount.FromTokens(100), reporter, new BasisPoints(5_000),
            new Slot(99), new Slot(5), liePosition, slashPosition, new Amount(10), new Amount(11));
        Assert.Equal(expected, await Index.FindOffenceAsync(lie));
        Assert.Equal(expected, Assert.Single(await Index.ListOffencesOfAsync(task)));
        Assert.Equal([silence, lie], (await ReadAllAsync(cursor => Index.ListOffencesAsync(worker, cursor, 1))).Select(it => it.Id));
        Assert.Equal([silence, lie], (await ReadAllAsync(cursor => Index.ListOffencesAsync(null, cursor, 1))).Select(it => it.Id));
        Assert.Empty((await Index.ListOffencesAsync(reporter, null, 10)).Items);
        Assert.True(await Index.FindOffenceAsync(silence) is { TaskId: null, Reason: null, Slashed: null, SlashedPosition: null, At.Number: 7 });
        Assert.Null(await Index.FindOffenceAsync(default));
        Assert.Empty(await Index.ListOffencesOfAsync(default));
    }

    [Fact]
    public async Task Lists_WithACursorOfAnother_AreRefused()
    {
        var worker = RandomTaskHistory.RandomAddress(_random);
        for (var i = 0; i < 2; i++)
        {
            await AppendAsync("worker", worker, WorkerEvent.Codec, new WorkerEvent.FoundDown(
                new OperationId(RandomTaskHistory.RandomBytes32(_random)), new Slot(6), new BasisPoints(200), new Slot(7)));
        }

        await ProjectAsync();
        var cursor = (await Index.ListOffencesAsync(worker, null, 1)).NextCursor;
        Assert.NotNull(cursor);
        await Assert.ThrowsAsync<InvalidCursorException>(async () => await Index.ListOffencesAsync(null, cursor, 1));
        await Assert.ThrowsAsync<InvalidCursorException>(async () => await Index.ListChallengesAsync(null, worker, cursor, 1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await Index.ListChallengesAsync(null, null, null, PostgresDisputeIndex.LimitMaximum + 1));
    }

    private static async Task<List<T>> ReadAllAsync<T>(Func<string?, ValueTask<Page<T>>> read)
    {
        var seen = new List<T>();
        string? cursor = null;
        do
        {
            var page = await read(cursor);
            seen.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return seen;
    }

    private async Task<ProjectionHost> ProjectAsync()
    {
        var host = await Projected.StartAsync(new DisputeProjection());
        await host.WaitForAsync(DisputeProjection.ProjectionName, _last, ProjectedLog.Deadline);
        return host;
    }

    private async Task AppendAsync<TEvent>(string kind, object key, EventCodec<TEvent> codec, TEvent @event)
        where TEvent : class
    {
        var stream = new StreamName(kind, key.ToString()!);
        var (type, payload) = codec.Encode(@event);
        var appended = Assert.IsType<Appended>(
            await Projected.Log.AppendAsync(stream, _versions.GetValueOrDefault(stream.Value), [new EventData(type, payload)]));
        (_versions[stream.Value], _last) = (appended.StreamVersion, appended.LastPosition);
    }
}
