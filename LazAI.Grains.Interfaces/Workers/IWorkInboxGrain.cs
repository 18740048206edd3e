using System.Collections.Immutable;
using LazAI.Protocol;
using LazAI.Protocol.Api;

namespace LazAI.Grains.Workers;

/// <summary>Where a worker's assigned tasks wait to be fetched; the key is the worker's address.</summary>
/// <remarks>Holds nothing that the log does not: after a restart the tasks are offered again.</remarks>
[Alias("LazAI.IWorkInboxGrain")]
public interface IWorkInboxGrain : IGrainWithStringKey
{
    [Alias("Offer")]
    Task OfferAsync(SessionId session, WorkItem item);

    /// <summary>The task is no longer this session's, or is done.</summary>
    [Alias("Withdraw")]
    Task WithdrawAsync(SessionId session, ImmutableArray<TaskId> taskIds);

    /// <summary>Up to <paramref name="maximum"/> tasks; waits up to <paramref name="wait"/> while there are none.</summary>
    [Alias("Take")]
    Task<WorkBatch> TakeAsync(SessionId session, int maximum, TimeSpan wait);

    /// <summary>Extends the leases of the tasks that the session holds and offers those again that it has lost.</summary>
    /// <returns>The tasks in <paramref name="held"/> that are not the session's (any more).</returns>
    [Alias("Reconcile")]
    Task<ImmutableArray<TaskId>> ReconcileAsync(SessionId session, ImmutableArray<TaskId> held);
}
