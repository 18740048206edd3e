using LazAI.LocalRuntime.Streams;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace LazAI.LocalRuntime.Tests;

public interface IVisitorGrain : IGrainWithStringKey
{
    Task Visit();
}

/// <summary>Uses a timer, a subscription and nothing for long.</summary>
public sealed class VisitorGrain : Grain, IVisitorGrain
{
    public async Task Visit()
    {
        this.RegisterGrainTimer(() => Task.CompletedTask, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        var stream = this.GetStreamProvider("memory").GetStream<int>("visits", this.GetPrimaryKeyString());
        var handle = await stream.SubscribeAsync((_, _) => Task.CompletedTask);
        await stream.OnNextAsync(1);
        await handle.UnsubscribeAsync();
        DeactivateOnIdle();
    }
}

public interface ILeaverGrain : IGrainWithStringKey
{
    Task Leave(string gate);
}

/// <summary>Unsubscribes and leaves while an event that it has sent itself waits behind the call.</summary>
public sealed class LeaverGrain : Grain, ILeaverGrain
{
    public async Task Leave(string gate)
    {
        var stream = this.GetStreamProvider("memory").GetStream<int>("visits", this.GetPrimaryKeyString());
        var handle = await stream.SubscribeAsync((_, _) => Task.CompletedTask);
        await stream.OnNextAsync(1);
        await GateGrain.Pass(gate);
        await handle.UnsubscribeAsync();
        DeactivateOnIdle();
    }
}

public interface IWatcher : IGrainObserver
{
    Task See();
}

public sealed class Watcher : IWatcher
{
    public Task See() => Task.CompletedTask;
}

/// <summary>Nothing that came stays: counts return to where they were.</summary>
public sealed class MemoryTests
{
    [Fact]
    public async Task Grains_ThatHaveLeft_LeaveNothingBehind()
    {
        await using var silo = await TestSilo.StartAsync(builder => builder.AddMemoryStreams("memory"));
        var timers = silo.Time.TimerCount;
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => silo.Grain<IVisitorGrain>($"{i}").Visit()));
        await Eventually.Holds(() => silo.Silo.ActivationDirectories.Sum(directory => directory.Count) == 0);
        var provider = (MemoryStreamProvider)silo.Services.GetRequiredKeyedService<IStreamProvider>("memory");
        await Eventually.Holds(() => provider.ChannelCount == 0);
        Assert.Equal(timers, silo.Time.TimerCount);
    }

    /// <summary>The event is sent on when the grain has left, and would bring it back for good.</summary>
    [Fact]
    public async Task Grain_ThatHasUnsubscribedAndLeft_IsNotBroughtBackByAnEventOnItsWay()
    {
        await using var silo = await TestSilo.StartAsync(builder => builder.AddMemoryStreams("memory"));
        var key = Guid.NewGuid().ToString("N");
        var leaving = silo.Grain<ILeaverGrain>(key).Leave(key);
        await GateGrain.HasEntered(key);
        var leaver = silo.Silo.ActivationDirectories.SelectMany(directory => directory.Activations).Single();
        await Eventually.Holds(() => leaver.PendingCount == 2);
        GateGrain.Open(key);
        await leaving;

        var provider = (MemoryStreamProvider)silo.Services.GetRequiredKeyedService<IStreamProvider>("memory");
        await Eventually.Holds(() => provider.ChannelCount == 0);
        await leaver.Deactivated;
        Assert.Equal(0, silo.Silo.ActivationDirectories.Sum(directory => directory.Count));
    }

    [Fact]
    public async Task Activations_ThatHaveLeft_AreCollected()
    {
        await using var silo = await TestSilo.StartAsync(builder => builder.AddMemoryStreams("memory"));
        var gone = await VisitAsync(silo);
        await silo.Grain<IVisitorGrain>("other").Visit();

        // The watch list keeps a grain that had a call until the next tick.
        silo.Time.Advance(TimeSpan.FromSeconds(2));
        for (var i = 0; gone.IsAlive && i < 50; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        Assert.False(gone.IsAlive);
    }

    [Fact]
    public async Task Observers_ThatAreForgotten_AreCollected()
    {
        await using var silo = await TestSilo.StartAsync();
        MakeObserver(silo);
        for (var i = 0; silo.Silo.Observers.Count > 0 && i < 50; i++)
        {
            GC.Collect();
            silo.Time.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.Equal(0, silo.Silo.Observers.Count);
    }

    [Fact]
    public async Task WatchList_OfABusySilo_HoldsEachGrainOnce()
    {
        await using var silo = await TestSilo.StartAsync();
        var key = Guid.NewGuid().ToString("N");
        var waiting = silo.Grain<IGateGrain>(key).Wait(key);
        await GateGrain.HasEntered(key);
        for (var tick = 0; tick < 20; tick++)
        {
            silo.Time.Advance(TimeSpan.FromSeconds(1));
            for (var i = 0; i < 10; i++)
                await silo.Grain<IGateGrain>(key).Ping();

            Assert.Equal(1, silo.Silo.WatchedCount);
        }

        GateGrain.Open(key);
        await waiting;
    }

    private static async Task<WeakReference> VisitAsync(TestSilo silo)
    {
        await silo.Grain<IGateGrain>("leaver").Ping();
        var activation = silo.Silo.ActivationDirectories.SelectMany(directory => directory.Activations).Single();
        activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "test"));
        await activation.Deactivated;
        return new WeakReference(activation);
    }

    private static void MakeObserver(TestSilo silo) => silo.Client.CreateObjectReference<IWatcher>(new Watcher());
}
