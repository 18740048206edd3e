using System.Runtime.CompilerServices;

namespace LazAI.Runtime.Conformance;

public interface ISequenceGrain : IGrainWithStringKey
{
    IAsyncEnumerable<int> Count(int from, int to);

    IAsyncEnumerable<int> Fail(int after);

    IAsyncEnumerable<string> Watch(CancellationToken cancellationToken = default);

    Task Ping();
}

public sealed class SequenceGrain : Grain, ISequenceGrain
{
    private Probe Probe => Probe.Of(this.GetPrimaryKeyString());

    public async IAsyncEnumerable<int> Count(int from, int to)
    {
        var scheduler = TaskScheduler.Current;
        for (var i = from; i < to; i++)
        {
            await Task.Yield();
            yield return TaskScheduler.Current == scheduler ? i : -1;
        }
    }

    public async IAsyncEnumerable<int> Fail(int after)
    {
        for (var i = 0; i < after; i++)
        {
            await Task.Yield();
            yield return i;
        }

        throw new InvalidOperationException("that was all");
    }

    public async IAsyncEnumerable<string> Watch([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            yield return "first";
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            Probe.Note("ended");
        }
    }

    public Task Ping() => Task.CompletedTask;
}

public sealed class EnumerableTests(GrainHost host) : ConformanceTest(host)
{
    [Fact]
    public async Task Enumeration_BringsAllItemsInOrder()
    {
        var items = new List<int>();
        await foreach (var item in Grain<ISequenceGrain>().Count(0, 250))
            items.Add(item);

        Assert.Equal(Enumerable.Range(0, 250), items);
    }

    [Fact]
    public async Task Enumeration_ThatThrows_BringsTheItemsBefore()
    {
        var items = new List<int>();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var item in Grain<ISequenceGrain>().Fail(3))
                items.Add(item);
        });
        Assert.Equal("that was all", failure.Message);
        Assert.Equal([0, 1, 2], items);
    }

    [Fact]
    public async Task Enumeration_ThatWaits_LetsOtherCallsIn_AndEndsWhenTheConsumerLeaves()
    {
        var grain = Grain<ISequenceGrain>();
        await foreach (var item in grain.Watch())
        {
            Assert.Equal("first", item);
            await grain.Ping();
            break;
        }

        await Probe.Until("ended");
    }

    [Fact]
    public async Task Enumeration_Cancelled_EndsTheIterator()
    {
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in Grain<ISequenceGrain>().Watch().WithCancellation(source.Token))
                await source.CancelAsync();
        });
        await Probe.Until("ended");
    }
}
