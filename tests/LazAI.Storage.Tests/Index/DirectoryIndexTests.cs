using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.Models;
using LazAI.Protocol.Workers;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Storage.Tests;

public sealed class DirectoryIndexTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly Random _random = TestSeed.Create(output);
    private ProjectedLog? _projected;

    private ProjectedLog Projected => _projected!;

    private PostgresDirectoryIndex Directory => new(Projected.DataSource);

    public async Task InitializeAsync() => _projected = await ProjectedLog.CreateAsync();

    public async Task DisposeAsync() => await Projected.DisposeAsync();

    [Fact]
    public async Task Models_InTheOrderOfTheirRegistration_PageByPage()
    {
        var models = new List<ModelId>();
        long last = 0;
        for (var i = 0; i < 23; i++)
        {
            var model = new ModelId(RandomTaskHistory.RandomBytes32(_random));
            models.Add(model);
            last = await AppendAsync(new StreamName("model", model.ToString()), 0, ModelEvent.Codec.Encode(Registered(model)));
        }

        await ProjectAsync(last);

        var seen = new List<ModelId>();
        string? cursor = null;
        do
        {
            var page = await Directory.ListModelsAsync(cursor, 5);
            seen.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(models, seen);
        Assert.Null((await Directory.ListModelsAsync(null, 23)).NextCursor);
    }

    [Fact]
    public async Task Workers_FromTheirFirstSessionOn_AreListedOnce()
    {
        var (early, late, idle) = (NewWorker(), NewWorker(), NewWorker());
        await AppendAsync(StreamOf(early), 0, Challenge());
        await AppendAsync(StreamOf(idle), 0, Challenge());
        await AppendAsync(StreamOf(late), 0, Challenge());
        await AppendAsync(StreamOf(early), 1, Session());
        await AppendAsync(StreamOf(late), 1, Session());
        var last = await AppendAsync(StreamOf(early), 2, Session());

        await ProjectAsync(last);

        Assert.Equal(new[] { early, late }, (await Directory.ListWorkersAsync(null, 10)).Items.AsEnumerable());
    }

    [Fact]
    public async Task Lists_WithCursorsOfEachOther_AreRefused()
    {
        await AppendAsync(StreamOf(NewWorker()), 0, Session());
        await ProjectAsync(await AppendAsync(StreamOf(NewWorker()), 0, Session()));
        var cursor = (await Directory.ListWorkersAsync(null, 1)).NextCursor;

        Assert.Single((await Directory.ListWorkersAsync(cursor, 1)).Items);
        await Assert.ThrowsAsync<InvalidCursorException>(async () => await Directory.ListModelsAsync(cursor, 1));
        await Assert.ThrowsAsync<InvalidCursorException>(
            async () => await new PostgresTaskIndex(Projected.DataSource).QueryAsync(new TaskFilter(), cursor, 1));
    }

    [Fact]
    public async Task Lists_OfAnEmptyLog_AreEmpty()
    {
        Assert.Empty((await Directory.ListModelsAsync(null, 1)).Items);
        Assert.Empty((await Directory.ListWorkersAsync(null, 1)).Items);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(PostgresDirectoryIndex.LimitMaximum + 1)]
    public async Task Lists_WithALimitOutOfRange_AreRefused(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Directory.ListModelsAsync(null, limit));

    private async Task ProjectAsync(long position)
    {
        var host = await Projected.StartAsync(new DirectoryProjection());
        await host.WaitForAsync(DirectoryProjection.ProjectionName, position, ProjectedLog.Deadline);
    }

    private async Task<long> AppendAsync(StreamName stream, long expectedVersion, (string Type, byte[] Payload) @event) =>
        Assert.IsType<Appended>(
            await Projected.Log.AppendAsync(stream, expectedVersion, [new EventData(@event.Type, @event.Payload)])).LastPosition;

    private Address NewWorker() => RandomTaskHistory.RandomAddress(_random);

    private static StreamName StreamOf(Address worker) => new("worker", worker.ToString());

    private (string Type, byte[] Payload) Challenge() =>
        WorkerEvent.Codec.Encode(new WorkerEvent.ChallengeIssued(RandomTaskHistory.RandomBytes32(_random), new Slot(9), new Slot(1)));

    private (string Type, byte[] Payload) Session() => WorkerEvent.Codec.Encode(new WorkerEvent.SessionOpened(
        new WorkerSession(
            new SessionId(RandomTaskHistory.RandomBytes32(_random)),
            NewWorker(),
            "0x02",
            "0x03",
            default,
            1_700_000_000,
            new EvidenceFacts(EvidenceFacts.DevelopmentTdx, default, "00", Debug: false, default),
            8,
            new Slot(1),
            new Slot(100),
            1_700_000_000),
        new byte[] { 1 },
        new Slot(1)));

    private static ModelEvent.Registered Registered(ModelId model) => new(
        model,
        new ModelDescription(
            Address.Zero,
            "digits",
            "1",
            default,
            default,
            1,
            new DeterminismConfig("lazai.int8-mlp", "1", "int8", 0, Sampling: false, 10),
            new Amount(1),
            0,
            0,
            784,
            [VerifyMode.Tee],
            new EvidencePolicy([], [], AllowDebug: false)),
        new RegistrationProof(1, new Slot(9), default),
        new Slot(1));
}
