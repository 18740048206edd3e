using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Grains.Network;
using LazAI.Grains.Tasks;
using LazAI.Protocol;
using LazAI.Protocol.Api;

namespace LazAI.Grains.Workers;

/// <inheritdoc cref="IWorkInboxGrain"/>
[GrainType("work-inbox")]
[Reentrant]
[KeepAlive]
public sealed class WorkInboxGrain(INetwork network, TimeProvider time) : Grain, IWorkInboxGrain
{
    private readonly Dictionary<SessionId, SessionInbox> _sessions = [];

    public Task OfferAsync(SessionId session, WorkItem item)
    {
        InboxOf(session).Offer(item);
        return Task.CompletedTask;
    }

    public Task WithdrawAsync(SessionId session, ImmutableArray<TaskId> taskIds)
    {
        if (_sessions.TryGetValue(session, out var inbox) && inbox.Withdraw(taskIds))
        {
            _sessions.Remove(session);
        }

        return Task.CompletedTask;
    }

    public async Task<WorkBatch> TakeAsync(SessionId session, int maximum, TimeSpan wait)
    {
        var inbox = InboxOf(session);
        if (!inbox.HasFresh && wait > TimeSpan.Zero)
        {
            await inbox.WaitAsync(wait);
        }

        return new WorkBatch(inbox.Take(maximum));
    }

    public async Task<ImmutableArray<TaskId>> ReconcileAsync(SessionId session, ImmutableArray<TaskId> held)
    {
        var inbox = InboxOf(session);
        var lost = ImmutableArray.CreateBuilder<TaskId>();
        var expiring = new List<WorkItem>();
        foreach (var taskId in held)
        {
            if (inbox.Find(taskId) is not { } item)
            {
                lost.Add(taskId);
            }
            else if (item.LeaseUntil - network.Now <= network.Rules.LeaseSlots / 2)
            {
                expiring.Add(item);
            }
        }

        inbox.OfferAgainExcept(held);
        var worker = Address.Parse(this.GetPrimaryKeyString());
        var refusals = await Task.WhenAll(expiring.Select(item =>
            GrainFactory.GetGrain<IComputeTaskGrain>(item.TaskId.ToString()).ExtendLeaseAsync(worker, session)));
        for (var i = 0; i < refusals.Length; i++)
        {
            if (refusals[i] is not null)
            {
                inbox.Withdraw([expiring[i].TaskId]);
                lost.Add(expiring[i].TaskId);
            }
        }

        return lost.ToImmutable();
    }

    private SessionInbox InboxOf(SessionId session)
    {
        if (!_sessions.TryGetValue(session, out var inbox))
        {
            _sessions.Add(session, inbox = new SessionInbox(time));
        }

        return inbox;
    }
}
