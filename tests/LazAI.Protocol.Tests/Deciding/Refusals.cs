using LazAI.Protocol.ComputeTasks;

namespace LazAI.Protocol.Tests.Deciding;

/// <summary>A situation and the refusal that it must give.</summary>
internal sealed record RefusalCase(string Name, ErrorCode Expected, Func<Rejection?> Decide);

/// <summary>
/// The reasons for which one command can be refused, in their documented order. Each is tried together with all that come
/// after it, so that the order itself is tested: the first one that applies is the answer.
/// </summary>
internal sealed class RefusalChain<TScenario>(string name, Func<TScenario> create, Func<TScenario, Rejection?> decide)
{
    private readonly List<(ErrorCode Code, Action<TScenario> Apply)> _faults = [];

    public RefusalChain<TScenario> Then(ErrorCode code, Action<TScenario> fault)
    {
        _faults.Add((code, fault));
        return this;
    }

    public IEnumerable<RefusalCase> Cases => _faults.Select((fault, index) =>
        new RefusalCase($"{name}: {fault.Code}", fault.Code, () => decide(WithFaultsFrom(index))));

    /// <summary>The scenario without any fault is not refused, or the faults would prove nothing.</summary>
    public void RequireAccepted() => Assert.Null(decide(create()));

    private TScenario WithFaultsFrom(int index)
    {
        var scenario = create();
        for (var i = _faults.Count - 1; i >= index; i--)
        {
            _faults[i].Apply(scenario);
        }

        return scenario;
    }
}

internal static class Refusal
{
    /// <summary>Why the decision is no, or null.</summary>
    public static Rejection? Of<TEvent, TEffect>(Decision<TEvent, TEffect> decision) =>
        decision is Rejected<TEvent, TEffect> rejected ? rejected.Reason : null;

    /// <summary>Why the attempt or the task ended, which a task records instead of refusing the command.</summary>
    public static Rejection? RecordedBy(Decision<ComputeTaskEvent, ComputeTaskEffect> decision) =>
        decision is Accepted<ComputeTaskEvent, ComputeTaskEffect> accepted
            ? accepted.Events.Select(@event => @event switch
            {
                ComputeTaskEvent.Expired expired => new Rejection(expired.Reason, ""),
                ComputeTaskEvent.ResultRejected rejected => new Rejection(rejected.Reason, rejected.Detail),
                ComputeTaskEvent.AttemptFailed failed => new Rejection(failed.Reason, failed.Detail),
                ComputeTaskEvent.Invalidated invalidated => new Rejection(invalidated.Reason, invalidated.Detail),
                _ => null,
            }).LastOrDefault(reason => reason is not null)
            : Of(decision);
}
