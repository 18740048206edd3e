namespace LazAI.Runtime.Conformance;

public interface ITurnGrain : IGrainWithStringKey
{
    Task<bool[]> Schedulers();

    Task<int> CountInterleaved(int loops);
}

[Reentrant]
public sealed class TurnGrain : Grain, ITurnGrain
{
    private int inside;
    private int most;

    public async Task<bool[]> Schedulers()
    {
        var mine = TaskScheduler.Current;
        var inTaskRun = await Task.Run(() => TaskScheduler.Current == mine);
        var afterTaskRun = TaskScheduler.Current == mine;
        var inStartNew = await Task.Factory.StartNew(() => TaskScheduler.Current == mine);
        await Task.Yield();
        var afterYield = TaskScheduler.Current == mine;
        return [inTaskRun, afterTaskRun, inStartNew, afterYield];
    }

    public async Task<int> CountInterleaved(int loops)
    {
        for (var i = 0; i < loops; i++)
        {
            // Even where requests interleave, no two turns run at the same moment.
            most = Math.Max(most, Interlocked.Increment(ref inside));
            Thread.SpinWait(50);
            Interlocked.Decrement(ref inside);
            await Task.Yield();
        }

        return most;
    }
}

public sealed class TurnTests(GrainHost host) : ConformanceTest(host)
{
    [Fact]
    public async Task Awaits_InGrainCode_ComeBackToTheGrain()
    {
        var isInGrain = await Grain<ITurnGrain>().Schedulers();
        Assert.Equal([false, true, true, true], isInGrain);
    }

    [Fact]
    public async Task Turns_OfInterleavedRequests_NeverRunAtTheSameMoment()
    {
        var grain = Grain<ITurnGrain>();
        var most = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => grain.CountInterleaved(200))));
        Assert.All(most, count => Assert.Equal(1, count));
    }
}
