using System.Diagnostics.Metrics;
using LazAI.LocalRuntime.Statistics;

namespace LazAI.LocalRuntime.Streams;

/// <summary>The instruments of streams, under the names that Microsoft Orleans uses.</summary>
internal sealed class StreamInstruments(SiloInstruments silo)
{
    private readonly Counter<int> read = silo.Meter.CreateCounter<int>("orleans-streams-persistent-stream-messages-read");
    private readonly Counter<int> sent = silo.Meter.CreateCounter<int>("orleans-streams-persistent-stream-messages-sent");

    public void OnProduced() => read.Add(1);

    public void OnDelivered() => sent.Add(1);
}
