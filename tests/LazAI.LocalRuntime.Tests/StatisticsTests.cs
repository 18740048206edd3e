using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace LazAI.LocalRuntime.Tests;

public sealed class StatisticsTests
{
    private readonly string key = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Statistics_OfAGrainType_CountActivationsCallsFailuresAndQueues()
    {
        await using var silo = await TestSilo.StartAsync();
        for (var i = 0; i < 3; i++)
            await silo.Grain<IGateGrain>(key + i).Ping();

        await Assert.ThrowsAsync<InvalidOperationException>(() => silo.Grain<IGateGrain>(key + 0).Fail());
        var waiting = silo.Grain<IGateGrain>(key).Wait(key);
        await GateGrain.HasEntered(key);
        var queued = silo.Grain<IGateGrain>(key).Instance();

        var type = Find(silo);
        Assert.Equal(typeof(GateGrain).FullName, type.ClassName);
        Assert.Equal((4, 6L, 1L, 2, 2), (type.Activations, type.Calls, type.FailedCalls, type.PendingCalls, type.LongestQueue));
        GateGrain.Open(key);
        await waiting;
        await queued;

        var later = Find(silo);
        Assert.Equal(0, later.PendingCalls);
        Assert.Equal(6, later.Latency.Count);
        Assert.Equal(2, later.Latency.Since(type.Latency).Count);
        Assert.InRange(later.Latency.Percentile(0.5), TimeSpan.FromTicks(1), later.Latency.Percentile(1));
    }

    [Fact]
    public async Task Statistics_OfGrainsThatHaveLeft_KeepTheirCalls()
    {
        await using var silo = await TestSilo.StartAsync();
        await silo.Grain<IGateGrain>(key).Ping();
        await silo.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        Assert.Equal((0, 1L), (Find(silo).Activations, Find(silo).Calls));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(1_000, 1_023)]
    [InlineData(123_456, 131_071)]
    public void Percentile_IsTheUpperBoundOfTheBucket_AtMostAnEighthTooHigh(long ticks, long expected)
    {
        var histogram = new Statistics.LatencyHistogram();
        histogram.Record(TimeSpan.FromTicks(ticks));
        var percentile = histogram.Snapshot().Percentile(0.99).Ticks;
        Assert.Equal(expected, percentile);
        Assert.InRange(percentile, ticks, ticks + ticks / 8);
    }

    [Fact]
    public async Task Instruments_HaveTheNamesOfOrleans()
    {
        var values = new Dictionary<string, double>();
        await using var silo = await TestSilo.StartAsync();
        using var listener = new MeterListener { InstrumentPublished = Enable };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Note(instrument, value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Note(instrument, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Note(instrument, value));
        listener.Start();

        silo.Time.Advance(TimeSpan.FromSeconds(2));
        await silo.Grain<IGateGrain>(key).Ping();
        var call = silo.Grain<IGateGrain>(key).WaitFiveSeconds(key);
        await GateGrain.HasEntered(key);
        silo.Time.Advance(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        GateGrain.Open(key);
        await silo.Grain<IGateGrain>(key).Instance();
        listener.RecordObservableInstruments();

        lock (values)
        {
            Assert.Equal(1, values["orleans-grains"]);
            Assert.Equal(1, values["orleans-catalog-activations"]);
            Assert.Equal(1, values["orleans-catalog-activation-created"]);
            Assert.Equal(1, values["orleans-app-requests-timedout"]);
            Assert.Equal(3, values["orleans-app-requests-latency-count"]);
            Assert.True(values["orleans-app-requests-latency-bucket"] >= 3);
            Assert.True(values.ContainsKey("orleans-app-requests-latency-sum"));
        }

        void Note(Instrument instrument, double value)
        {
            lock (values)
                values[instrument.Name] = values.GetValueOrDefault(instrument.Name) + value;
        }

        // Other tests run silos of their own in the same process.
        void Enable(Instrument instrument, MeterListener self)
        {
            if (instrument.Meter.Name == "Microsoft.Orleans" && instrument.Meter.Scope == silo.Services.GetRequiredService<IMeterFactory>())
                self.EnableMeasurementEvents(instrument);
        }
    }

    private static GrainTypeStatistics Find(TestSilo silo) => silo.Statistics.GetGrainTypes().Single(type => type.GrainType == "gate");
}
