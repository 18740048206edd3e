using System.Diagnostics.Metrics;

namespace LazAI.Enclave.Hosting;

/// <summary>What a worker counts, under the meter <c>LazAI.Enclave</c>.</summary>
internal sealed class EnclaveMetrics
{
    public const string MeterName = "LazAI.Enclave";

    private readonly Counter<long> _received;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _declined;
    private readonly Counter<long> _sessions;
    private readonly Histogram<double> _execution;
    private readonly Histogram<double> _proving;
    private readonly Meter _meter;

    public EnclaveMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _received = _meter.CreateCounter<long>("lazai.enclave.tasks.received", "{task}", "Tasks fetched from the service");
        _accepted = _meter.CreateCounter<long>("lazai.enclave.results.accepted", "{result}", "Results that the service has taken");
        _refused = _meter.CreateCounter<long>("lazai.enclave.results.refused", "{result}", "Results that the service has refused");
        _declined = _meter.CreateCounter<long>("lazai.enclave.tasks.declined", "{task}", "Tasks given back");
        _sessions = _meter.CreateCounter<long>("lazai.enclave.sessions.opened", "{session}", "Sessions opened");
        _execution = _meter.CreateHistogram<double>("lazai.enclave.execution.duration", "s", "Time to check, run and commit to one task");
        _proving = _meter.CreateHistogram<double>("lazai.enclave.proving.duration", "s", "Time to prove one result");
    }

    public void Observe(Func<int> held) =>
        _meter.CreateObservableGauge("lazai.enclave.tasks.held", held, "{task}", "Tasks that the worker holds");

    public void Received(int tasks) => _received.Add(tasks);

    public void Accepted(int results) => _accepted.Add(results);

    public void Refused(int results) => _refused.Add(results);

    public void Declined() => _declined.Add(1);

    public void SessionOpened() => _sessions.Add(1);

    public void Proven(TimeSpan duration) => _proving.Record(duration.TotalSeconds);

    public void Executed(TimeSpan duration) => _execution.Record(duration.TotalSeconds);
}
