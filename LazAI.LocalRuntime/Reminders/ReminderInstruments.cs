using System.Diagnostics.Metrics;
using LazAI.LocalRuntime.Statistics;

namespace LazAI.LocalRuntime.Reminders;

/// <summary>The instruments of reminders, under the names that Microsoft Orleans uses.</summary>
internal sealed class ReminderInstruments(SiloInstruments silo)
{
    private readonly Histogram<double> tardiness = silo.Meter.CreateHistogram<double>("orleans-reminders-tardiness", "seconds");
    private readonly Counter<int> ticks = silo.Meter.CreateCounter<int>("orleans-reminders-ticks-delivered");

    public void ObserveActive(Func<int> count) => silo.Meter.CreateObservableGauge("orleans-reminders-active", count);

    public void OnTick(TimeSpan late)
    {
        tardiness.Record(late.TotalSeconds);
        ticks.Add(1);
    }
}
