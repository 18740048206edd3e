using LazAI.Cryptography;
using LazAI.Grains.Blobs;
using LazAI.Testing;

namespace LazAI.Storage.Tests;

public sealed class PostgresBlobStoreTests : IAsyncLifetime
{
    private static readonly byte[] Content = [1, 2, 3, 4, 5];
    private static readonly Bytes32 Hash = Keccak256.Hash(Content);

    private readonly PostgresFixture _postgres = new();

    private PostgresBlobStore Blobs => new(_postgres.DataSource);

    public Task InitializeAsync() => _postgres.InitializeAsync();

    public Task DisposeAsync() => _postgres.DisposeAsync();

    [Fact]
    public async Task Blob_OncePut_IsFoundUnderItsHash()
    {
        Assert.False(await Blobs.ContainsAsync(Hash));
        Assert.Null(await Blobs.GetAsync(Hash));

        await Blobs.PutAsync(Hash, Content);

        Assert.True(await Blobs.ContainsAsync(Hash));
        Assert.Equal(Content, (await Blobs.GetAsync(Hash))!.Value.ToArray());
    }

    [Fact]
    public async Task Blob_PutByManyAtOnce_IsStoredOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Blobs.PutAsync(Hash, Content).AsTask()));
        await Blobs.PutAsync(Hash, Content);

        Assert.Equal(1L, await _postgres.DataSource.ScalarAsync<long>("SELECT count(*) FROM blobs"));
    }

    [Fact]
    public async Task Blob_DamagedAndPutAgain_IsPutRight()
    {
        await Blobs.PutAsync(Hash, Content);
        await _postgres.DataSource.ExecuteAsync("UPDATE blobs SET content = '\\x09', size = 1");
        Assert.Equal([9], (await Blobs.GetAsync(Hash))!.Value.ToArray());

        await Blobs.PutAsync(Hash, Content);
        Assert.Equal(Content, (await Blobs.GetAsync(Hash))!.Value.ToArray());
    }

    [Fact]
    public async Task Blob_OfTheLargestSize_ComesBack()
    {
        var content = new byte[IBlobStore.SizeMaximum];
        new Random(1).NextBytes(content);
        var hash = Keccak256.Hash(content);

        await Blobs.PutAsync(hash, content);

        Assert.True((await Blobs.GetAsync(hash))!.Value.Span.SequenceEqual(content));
    }

    [Fact]
    public async Task Blob_UnderAnotherHash_IsRefused()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Blobs.PutAsync(Keccak256.Hash([9]), Content));

        Assert.Equal(0L, await _postgres.DataSource.ScalarAsync<long>("SELECT count(*) FROM blobs"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(IBlobStore.SizeMaximum + 1)]
    public async Task Blob_OfASizeOutOfRange_IsRefused(int size)
    {
        var content = new byte[size];

        await Assert.ThrowsAsync<ArgumentException>(async () => await Blobs.PutAsync(Keccak256.Hash(content), content));
    }
}
