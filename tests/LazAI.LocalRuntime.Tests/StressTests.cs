using System.Collections.Concurrent;
using LazAI.Testing;
using Orleans.Configuration;
using Xunit.Abstractions;

namespace LazAI.LocalRuntime.Tests;

public interface IStressGrain : IGrainWithStringKey
{
    ValueTask<long> Add(long amount);

    Task<long> AddSlowly(long amount, int yields);

    Task Leave();

    Task Dawdle(CancellationToken cancellationToken);

    IAsyncEnumerable<int> Count(int to);

    [OneWay]
    Task Post(long amount);
}

/// <summary>Keeps its sum outside, so that it outlives the activation.</summary>
public sealed class StressGrain : Grain, IStressGrain
{
    private bool busy;

    public static ConcurrentDictionary<string, long> Sums { get; } = new();

    public ValueTask<long> Add(long amount)
    {
        Enter();
        busy = false;
        return ValueTask.FromResult(AddToSum(amount));
    }

    public async Task<long> AddSlowly(long amount, int yields)
    {
        Enter();
        for (var i = 0; i < yields; i++)
            await Task.Yield();

        busy = false;
        return AddToSum(amount);
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task Dawdle(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
            await Task.Yield();
    }

    public async IAsyncEnumerable<int> Count(int to)
    {
        for (var i = 0; i < to; i++)
        {
            if (i % 7 == 0)
                await Task.Yield();

            yield return i;
        }
    }

    public Task Post(long amount)
    {
        AddToSum(amount);
        return Task.CompletedTask;
    }

    private long AddToSum(long amount) => Sums.AddOrUpdate(this.GetPrimaryKeyString(), amount, (_, sum) => sum + amount);

    private void Enter()
    {
        if (busy)
            throw new InvalidOperationException("Two calls are in a grain that is not reentrant.");

        busy = true;
    }
}

public sealed class StressTests(ITestOutputHelper output)
{
    private const int Callers = 16;
    private const int CallsEach = 1_500;
    private const int Grains = 5;

    [Fact]
    public async Task Calls_AmongDeactivationsCancellationsAndTimeouts_CountOnceEach()
    {
        var random = TestSeed.Create(output);
        await using var silo = await TestSilo.StartAsync(builder =>
            builder.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromDays(1)));
        var run = Guid.NewGuid().ToString("N");
        var seeds = Enumerable.Range(0, Callers).Select(_ => random.Next()).ToArray();
        var expected = await Task.WhenAll(seeds.Select(seed => Task.Run(() => CallAsync(silo, run, new Random(seed)))));

        for (var grain = 0; grain < Grains; grain++)
        {
            var sum = await silo.Grain<IStressGrain>($"{run}{grain}").Add(0);
            Assert.Equal(expected.Sum(sums => sums[grain]), sum);
        }

        Assert.Equal(0, silo.Statistics.GetGrainTypes().Sum(type => type.PendingCalls));
    }

    private static async Task<long[]> CallAsync(TestSilo silo, string run, Random random)
    {
        var sums = new long[Grains];
        for (var i = 0; i < CallsEach; i++)
        {
            var target = random.Next(Grains);
            var grain = silo.Grain<IStressGrain>($"{run}{target}");
            var amount = random.Next(1, 100);
            switch (random.Next(20))
            {
                case < 8:
                    sums[target] += amount;
                    await grain.Add(amount);
                    break;
                case < 14:
                    sums[target] += amount;
                    await grain.AddSlowly(amount, random.Next(4));
                    break;
                case < 15:
                    sums[target] += amount;
                    await grain.Post(amount);
                    break;
                case < 17:
                    await grain.Leave();
                    break;
                case < 18:
                    await CancelSomewhen(grain, random);
                    break;
                case < 19:
                    await EnumerateAsync(grain);
                    break;
                default:
                    silo.Time.Advance(TimeSpan.FromSeconds(1));
                    break;
            }
        }

        return sums;
    }

    private static async Task EnumerateAsync(IStressGrain grain)
    {
        try
        {
            Assert.Equal(Enumerable.Range(0, 250), await grain.Count(250).ToListAsync());
        }
        catch (EnumerationAbortedException)
        {
            // Somebody made the grain leave meanwhile.
        }
    }

    private static async Task CancelSomewhen(IStressGrain grain, Random random)
    {
        using var source = new CancellationTokenSource();
        var call = grain.Dawdle(source.Token);
        for (var i = random.Next(3); i > 0; i--)
            await Task.Yield();

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }
}
