using System.Diagnostics.Metrics;

namespace LazAI.Validator.Hosting;

/// <summary>What a validator counts, under the meter <c>LazAI.Validator</c>; the same numbers are in its status.</summary>
internal sealed class ValidatorMetrics
{
    public const string MeterName = "LazAI.Validator";

    private readonly Meter _meter;
    private readonly Tally _right, _tracesRight, _wrong, _uncheckable, _passedOver, _missed, _dutiesMissed, _filed, _upheld, _notFiled, _reported, _alerts;

    public ValidatorMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _right = Count("lazai.validator.results.right", "{result}", "Results that the model gives again");
        _tracesRight = Count("lazai.validator.traces.right", "{trace}", "Those of them whose whole trace it gives again, too");
        _wrong = Count("lazai.validator.results.wrong", "{result}", "Results that it does not give, with a proof of it");
        _uncheckable = Count("lazai.validator.results.uncheckable", "{result}", "Results that nobody can check here, and why is in the log");
        _passedOver = Count("lazai.validator.results.passed_over", "{result}", "Results let go by lot, because there were more than can be checked in time");
        _missed = Count("lazai.validator.results.missed", "{result}", "Results whose window closed before they were checked");
        _dutiesMissed = Count("lazai.validator.duties.missed", "{duty}", "Duties whose window closed with the work undone");
        _filed = Count("lazai.validator.challenges.filed", "{challenge}", "Challenges that the service has taken");
        _upheld = Count("lazai.validator.challenges.upheld", "{challenge}", "Challenges that were upheld");
        _notFiled = Count("lazai.validator.challenges.not_filed", "{challenge}", "Findings that the service did not take a challenge of any more");
        _reported = Count("lazai.validator.results.reported", "{result}", "Right results that were reported to the registry");
        _alerts = Count("lazai.validator.alerts", "{window}", "Windows that were about to close with work undone");
    }

    public long Right => _right.Total;

    public long TracesRight => _tracesRight.Total;

    public long Wrong => _wrong.Total;

    public long Uncheckable => _uncheckable.Total;

    public long PassedOver => _passedOver.Total;

    public long Missed => _missed.Total;

    public long DutiesMissed => _dutiesMissed.Total;

    public long Filed => _filed.Total;

    public long Upheld => _upheld.Total;

    public long NotFiled => _notFiled.Total;

    public long Reported => _reported.Total;

    public long Alerts => _alerts.Total;

    public void CountRight(bool withTrace)
    {
        _right.Add(1);
        _tracesRight.Add(withTrace ? 1 : 0);
    }

    public void CountWrong() => _wrong.Add(1);

    public void CountUncheckable() => _uncheckable.Add(1);

    public void CountPassedOver(int results) => _passedOver.Add(results);

    public void CountMissed(int results) => _missed.Add(results);

    public void CountDutiesMissed(int duties) => _dutiesMissed.Add(duties);

    public void CountFiled() => _filed.Add(1);

    public void CountUpheld(int challenges) => _upheld.Add(challenges);

    public void CountNotFiled() => _notFiled.Add(1);

    public void CountReported(int results) => _reported.Add(results);

    public void CountAlerts(int windows) => _alerts.Add(windows);

    /// <summary>What is a state and no count.</summary>
    public void Observe(Func<int> waiting, Func<int> closing, Func<int> fundsTooLow)
    {
        _meter.CreateObservableGauge("lazai.validator.windows.waiting", waiting, "{result}", "Results that wait to be checked");
        _meter.CreateObservableGauge("lazai.validator.windows.closing", closing, "{window}", "Windows about to close with work undone");
        _meter.CreateObservableGauge("lazai.validator.funds.too_low", fundsTooLow, "{account}", "1 where the account does not hold a bond");
    }

    private Tally Count(string name, string unit, string description) => new(_meter.CreateCounter<long>(name, unit, description));

    private sealed class Tally(Counter<long> counter)
    {
        private long _total;

        public long Total => Interlocked.Read(ref _total);

        public void Add(int count)
        {
            Interlocked.Add(ref _total, count);
            counter.Add(count);
        }
    }
}
