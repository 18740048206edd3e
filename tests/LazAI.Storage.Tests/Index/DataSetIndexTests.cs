using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Storage.Tests;

public sealed class DataSetIndexTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly RecoverableSignature s_signature = Sign();

    private readonly Random _random = TestSeed.Create(output);
    private ProjectedLog? _projected;

    private ProjectedLog Projected => _projected!;

    private PostgresDataSetIndex Index => new(Projected.DataSource);

    public async Task InitializeAsync() => _projected = await ProjectedLog.CreateAsync();

    public async Task DisposeAsync() => await Projected.DisposeAsync();

    [Fact]
    public async Task List_OfAllAndOfOneOwner_IsInTheOrderOfAnchoring_PageByPage()
    {
        Address[] owners = [RandomTaskHistory.RandomAddress(_random), RandomTaskHistory.RandomAddress(_random)];
        var anchored = new List<(ContentHash Content, Address Owner)>();
        long last = 0;
        for (var i = 0; i < 23; i++)
        {
            var content = new ContentHash(RandomTaskHistory.RandomBytes32(_random));
            var owner = owners[_random.Next(2)];
            anchored.Add((content, owner));
            last = await AppendAsync(content, 0, Anchored(content, owner));
        }

        await ProjectAsync(last);

        Assert.Equal(anchored.Select(one => one.Content), await ReadAllAsync(null));
        foreach (var owner in owners)
        {
            Assert.Equal(anchored.Where(one => one.Owner == owner).Select(one => one.Content), await ReadAllAsync(owner));
        }
    }

    [Fact]
    public async Task List_AfterATransfer_IsTheNewOwners()
    {
        var (first, second) = (RandomTaskHistory.RandomAddress(_random), RandomTaskHistory.RandomAddress(_random));
        var content = new ContentHash(RandomTaskHistory.RandomBytes32(_random));
        await AppendAsync(content, 0, Anchored(content, first));
        await ProjectAsync(await AppendAsync(
            content, 1, new OwnershipEvent.Transferred(new OwnershipTransfer(first, content, second, 2, new Slot(9)), s_signature, new Slot(2))));

        Assert.Empty((await Index.ListAsync(first, null, 10)).Items);
        Assert.Equal([content], (await Index.ListAsync(second, null, 10)).Items.AsEnumerable());
        Assert.Equal([content], (await Index.ListAsync(null, null, 10)).Items.AsEnumerable());
    }

    [Fact]
    public async Task List_WithACursorOfAnotherOwner_IsRefused()
    {
        var owner = RandomTaskHistory.RandomAddress(_random);
        long last = 0;
        for (var i = 0; i < 2; i++)
        {
            var content = new ContentHash(RandomTaskHistory.RandomBytes32(_random));
            last = await AppendAsync(content, 0, Anchored(content, owner));
        }

        await ProjectAsync(last);
        var cursor = (await Index.ListAsync(owner, null, 1)).NextCursor;
        Assert.Single((await Index.ListAsync(owner, cursor, 1)).Items);
        await Assert.ThrowsAsync<InvalidCursorException>(async () => await Index.ListAsync(null, cursor, 1));
        await Assert.ThrowsAsync<InvalidCursorException>(async () => await Index.ListAsync(Address.Zero, cursor, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(PostgresDataSetIndex.LimitMaximum + 1)]
    public async Task List_WithALimitOutOfRange_IsRefused(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Index.ListAsync(null, null, limit));

    private async Task<List<ContentHash>> ReadAllAsync(Address? owner)
    {
        var seen = new List<ContentHash>();
        string? cursor = null;
        do
        {
            var page = await Index.ListAsync(owner, cursor, 4);
            seen.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return seen;
    }

    private async Task ProjectAsync(long position)
    {
        var host = await Projected.StartAsync(new DataSetProjection());
        await host.WaitForAsync(DataSetProjection.ProjectionName, position, ProjectedLog.Deadline);
    }

    private async Task<long> AppendAsync(ContentHash content, long expectedVersion, OwnershipEvent @event)
    {
        var (type, payload) = OwnershipEvent.Codec.Encode(@event);
        return Assert.IsType<Appended>(await Projected.Log.AppendAsync(
            new StreamName("ownership", content.ToString()), expectedVersion, [new EventData(type, payload)])).LastPosition;
    }

    private static OwnershipEvent.Anchored Anchored(ContentHash content, Address owner) => new(
        new OwnershipAnchor(content, ContentKind.DataSet, 1, default, owner, default, 1),
        s_signature,
        owner,
        owner,
        default,
        null,
        new OwnershipRegistration(owner, content, default, 1, new Slot(9)),
        s_signature,
        new Slot(1));

    private static RecoverableSignature Sign()
    {
        using var key = Secp256k1PrivateKey.Generate(System.Security.Cryptography.RandomNumberGenerator.Create());
        return key.Sign(Keccak256.Hash("order"u8));
    }
}
