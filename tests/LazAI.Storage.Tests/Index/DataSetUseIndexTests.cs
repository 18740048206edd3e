using LazAI.Cryptography;
using LazAI.Grains.EventLog;
using LazAI.Grains.Queries;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Storage.Tests;

/// <summary>Each use from its request to what the ledger did, as the log has it.</summary>
public sealed class DataSetUseIndexTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly Amount s_price = new(UInt128.MaxValue / 3);
    private static readonly Amount s_maximum = new(UInt128.MaxValue / 2);

    private readonly Random _random = TestSeed.Create(output);
    private readonly Dictionary<StreamName, long> _versions = [];
    private RecoverableSignature _signature;
    private ProjectedLog? _projected;
    private long _last;
    private ulong _nonce;

    private ProjectedLog Projected => _projected!;

    private PostgresDataSetUseIndex Index => new(Projected.DataSource);

    public async Task InitializeAsync()
    {
        _projected = await ProjectedLog.CreateAsync();
        using var key = Secp256k1PrivateKey.Generate(System.Security.Cryptography.RandomNumberGenerator.Create());
        _signature = key.Sign(Bytes32.Zero);
    }

    public async Task DisposeAsync() => await Projected.DisposeAsync();

    [Fact]
    public async Task Find_OfEachUse_SaysWhatBecameOfIt()
    {
        var (content, owner) = (AnyContent(), AnyAddress());
        var (session, other) = (new SessionId(AnyHash()), new SessionId(AnyHash()));
        var atOnce = await AskAsync(content, session, owner);
        var released = await AskAsync(content, session);
        var late = await AskAsync(content, session, deadline: 5);
        var elsewhere = await AskAsync(content, other);
        var ofOther = await AskAsync(AnyContent(), session);
        await AppendAsync(Of(content), new OwnershipEvent.KeyReleased(
            new KeyRelease(owner, content, session, Bytes32.Zero, 1, new Slot(9)), _signature, default, new Slot(90), new Slot(5)));
        await AppendAsync(Of(content), new OwnershipEvent.Transferred(
            new OwnershipTransfer(owner, content, AnyAddress(), 2, new Slot(9)), _signature, new Slot(6)));
        var settled = await SettleAsync(Paid(atOnce, owner), Refunded(late), Paid(released, owner));
        await SettleAsync(Refunded(elsewhere));

        // A task's settlements, and what was reserved again after its end.
        await SettleAsync(
            new Settlement(new TaskId(AnyHash()), 9, [new SettlementLeg(LedgerAccount.Treasury, new Amount(1), "worker")]), Refunded(atOnce));
        await ProjectAsync();

        var view = await FindAsync(released);
        Assert.Equal((owner, new Slot(5), 5L), (view.Payee, view.DecidedAt, view.DecisionVersion));
        Assert.Equal(new UsePayment(s_price, s_maximum - s_price, settled), view.Payment);
        Assert.Equal((s_price, s_maximum, 2L, new Slot(3)), (view.Price, view.PriceMaximum, view.RequestVersion, view.RequestedAt));
        view = await FindAsync(atOnce);
        Assert.Equal((owner, new Slot(3), 1L), (view.Payee, view.DecidedAt, view.DecisionVersion));
        Assert.Equal(new UsePayment(s_price, s_maximum - s_price, settled), view.Payment);
        view = await FindAsync(late);
        Assert.Equal((null, null, null), (view.Payee, view.DecidedAt, view.DecisionVersion));
        Assert.Equal(new UsePayment(Amount.Zero, s_maximum, settled), view.Payment);
        view = await FindAsync(elsewhere);
        Assert.Equal((null, new Slot(6), 6L), (view.Payee, view.DecidedAt, view.DecisionVersion));
        Assert.Equal(s_maximum, view.Payment!.Returned);
        view = await FindAsync(ofOther);
        Assert.Equal((null, null, null, null), (view.Payee, view.DecidedAt, view.DecisionVersion, view.Payment));
        Assert.Null(await Index.FindAsync(new UseId(AnyHash())));
    }

    [Fact]
    public async Task List_OfOneContent_IsNewestFirst_PageByPage()
    {
        var (content, other) = (AnyContent(), AnyContent());
        var uses = new List<UseId>();
        for (var i = 0; i < 11; i++)
        {
            uses.Add(await AskAsync(content, new SessionId(AnyHash())));
            await AskAsync(other, new SessionId(AnyHash()));
        }

        await ProjectAsync();
        var seen = new List<UseId>();
        string? cursor = null;
        do
        {
            var page = await Index.ListAsync(content, cursor, 4);
            seen.AddRange(page.Items.Select(view => view.Use));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(uses.AsEnumerable().Reverse(), seen);
        cursor = (await Index.ListAsync(content, null, 1)).NextCursor;
        await Assert.ThrowsAsync<InvalidCursorException>(async () => await Index.ListAsync(other, cursor, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(PostgresDataSetUseIndex.LimitMaximum + 1)]
    public async Task List_WithALimitOutOfRange_IsRefused(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Index.ListAsync(default, null, limit));

    private static StreamName Of(ContentHash content) => new("ownership", content.ToString());

    private Bytes32 AnyHash() => RandomTaskHistory.RandomBytes32(_random);

    private Address AnyAddress() => RandomTaskHistory.RandomAddress(_random);

    private ContentHash AnyContent() => new(AnyHash());

    private async Task<UseView> FindAsync(UseId use) => (await Index.FindAsync(use))!;

    private async Task<UseId> AskAsync(ContentHash content, SessionId session, Address? payee = null, long deadline = 20)
    {
        var order = new KeyRequest(AnyAddress(), content, session, LicenceScope.Analysis, s_maximum, ++_nonce, new Slot(deadline));
        await AppendAsync(Of(content), new OwnershipEvent.KeyRequested(
            order, _signature, _signature, AnyAddress(), new LicenceId(AnyHash()), s_price, payee, new Slot(3)));
        return LicenceUse.IdOf(order);
    }

    private static Settlement Paid(UseId use, Address owner) => LicenceUse.Pay(EscrowOf(use), owner, s_price);

    private static Settlement Refunded(UseId use) => LedgerAggregate.Release(EscrowOf(use));

    private static Escrow EscrowOf(UseId use) =>
        new(LicenceUse.EscrowOf(use), LedgerAccount.User(default), s_maximum, new Slot(20), 1);

    private Task<long> SettleAsync(params Settlement[] settlements) =>
        AppendAsync(new StreamName("ledger", "LCAI"), LedgerEvent.Codec, new LedgerEvent.Settled([.. settlements], new Slot(7)));

    private Task<long> AppendAsync(StreamName stream, OwnershipEvent @event) => AppendAsync(stream, OwnershipEvent.Codec, @event);

    private async Task<long> AppendAsync<TEvent>(StreamName stream, EventCodec<TEvent> codec, TEvent @event)
        where TEvent : class
    {
        var (type, payload) = codec.Encode(@event);
        var appended = Assert.IsType<Appended>(
            await Projected.Log.AppendAsync(stream, _versions.GetValueOrDefault(stream), [new EventData(type, payload)]));
        _versions[stream] = appended.StreamVersion;
        return _last = appended.LastPosition;
    }

    private async Task ProjectAsync()
    {
        var host = await Projected.StartAsync(new DataSetUseProjection());
        await host.WaitForAsync(DataSetUseProjection.ProjectionName, _last, ProjectedLog.Deadline);
    }
}
