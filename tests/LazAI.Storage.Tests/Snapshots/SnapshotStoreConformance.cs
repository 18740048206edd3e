using LazAI.Grains.EventLog;
using LazAI.Testing;

namespace LazAI.Storage.Tests;

/// <summary>What every snapshot store promises.</summary>
public abstract class SnapshotStoreConformance
{
    private static readonly StreamName Stream = new("task", "a/😀");

    protected abstract ISnapshotStore Store { get; }

    [Fact]
    public async Task Read_OfAnUnknownStream_IsNull() => Assert.Null(await Store.ReadAsync(Stream));

    [Fact]
    public async Task Write_ThenRead_GivesTheSame()
    {
        byte[] state = [0, 1, 255];
        await Store.WriteAsync(Stream, new Snapshot(7, 3, state));
        state[0] = 9;

        var read = await Store.ReadAsync(Stream);
        Assert.NotNull(read);
        Assert.Equal((7, 3), (read.Version, read.Schema));
        Assert.Equal([0, 1, 255], read.State.ToArray());
        Assert.Null(await Store.ReadAsync(new StreamName("task", "b")));
    }

    [Theory]
    [InlineData(4, 5, "old")]
    [InlineData(5, 5, "old")]
    [InlineData(6, 6, "new")]
    public async Task Write_OverAnother_KeepsTheHigherVersion(long version, long kept, string state)
    {
        await Store.WriteAsync(Stream, new Snapshot(5, 1, "old"u8.ToArray()));
        await Store.WriteAsync(Stream, new Snapshot(version, 1, "new"u8.ToArray()));

        var read = await Store.ReadAsync(Stream);
        Assert.Equal(kept, read!.Version);
        Assert.Equal(state, System.Text.Encoding.UTF8.GetString(read.State.Span));
    }

    [Fact]
    public async Task Write_ByManyAtOnce_EndsWithTheHighest()
    {
        await Task.WhenAll(Enumerable.Range(1, 40).Select(i => Store.WriteAsync(Stream, new Snapshot(i * 7 % 41, 1, default)).AsTask()));
        Assert.Equal(40, (await Store.ReadAsync(Stream))!.Version);
    }

    [Fact]
    public async Task Delete_ForgetsIt_AndIsHarmlessTwice()
    {
        await Store.WriteAsync(Stream, new Snapshot(5, 1, default));
        await Store.DeleteAsync(Stream);
        await Store.DeleteAsync(Stream);
        Assert.Null(await Store.ReadAsync(Stream));
        await Store.WriteAsync(Stream, new Snapshot(1, 1, default));
        Assert.Equal(1, (await Store.ReadAsync(Stream))!.Version);
    }

    [Fact]
    public async Task Write_OfNoEvents_IsRefused() =>
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.WriteAsync(Stream, new Snapshot(0, 1, default)));
}

public sealed class InMemorySnapshotStoreTests : SnapshotStoreConformance
{
    protected override ISnapshotStore Store { get; } = new InMemorySnapshotStore();
}

public sealed class PostgresSnapshotStoreTests : SnapshotStoreConformance, IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();

    protected override ISnapshotStore Store => new PostgresSnapshotStore(_postgres.DataSource);

    public Task InitializeAsync() => _postgres.InitializeAsync();

    public Task DisposeAsync() => _postgres.DisposeAsync();
}
