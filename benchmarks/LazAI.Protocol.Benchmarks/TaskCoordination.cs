using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Workers;

namespace LazAI.Protocol.Benchmarks;

/// <summary>A coordinator that is told of all tasks at once and plans whatever follows, until all are settled.</summary>
internal static class TaskCoordination
{
    public static ulong Coordinate(SampleNetwork network)
    {
        var coordinator = new Coordinator(SampleNetwork.Rules, SampleNetwork.Hash("genesis"), SampleNetwork.Schedule);
        coordinator.Observe(new ModelEvent.Registered(
            SampleNetwork.Model.Id, SampleNetwork.Model.Description, new RegistrationProof(0, SampleNetwork.Now, default), SampleNetwork.Now));
        coordinator.Observe(new LedgerEvent.Allocated(
            [.. network.Workers.Select(worker => new Allocation(LedgerAccount.Stake(worker), Amount.FromTokens(200_000)))]));
        for (var i = 0; i < network.Workers.Length; i++)
        {
            coordinator.Observe(network.Workers[i], new WorkerEvent.SessionOpened(network.Sessions[i], default, SampleNetwork.Now));
        }

        for (var i = 0; i < network.TaskCount; i++)
        {
            var taskId = network.Results[i].Result.TaskId;
            coordinator.Observe(new LedgerEvent.Reserved(
                [new Escrow(taskId, SampleNetwork.Payer, network.Requests[i].FeeMaximum, network.Requests[i].DeadlineSlot, i + 1)], SampleNetwork.Now));
            coordinator.Observe(taskId, new ComputeTaskEvent.Submitted(
                network.Requests[i], SampleNetwork.Input, "{}", new SubmissionReference(1, i), 1, SampleNetwork.Now));
        }

        ulong checksum = 0;
        for (var now = SampleNetwork.Now; coordinator.TrackedTasks > 0;)
        {
            var plan = coordinator.Plan(now);
            foreach (var action in plan)
            {
                Answer(coordinator, action, now);
                checksum = (checksum * 31) + (ulong)action.GetType().Name.Length;
            }

            now += plan.IsEmpty ? 1 : 0;
        }

        return checksum;
    }

    /// <summary>What the aggregates would record.</summary>
    private static void Answer(Coordinator coordinator, CoordinatorAction action, Slot now)
    {
        switch (action)
        {
            case CoordinatorAction.AssignTask assign:
                coordinator.Observe(assign.TaskId, new ComputeTaskEvent.Assigned(
                    new TaskAssignment(assign.Worker, assign.Session, now, now + 3, assign.RosterHash, assign.DrawIndex, assign.Stake), 1));
                coordinator.Observe(assign.TaskId, new ComputeTaskEvent.Verified(assign.Session, null, now));
                break;
            case CoordinatorAction.Conclude conclude:
                coordinator.Observe(conclude.TaskId, new ComputeTaskEvent.Finalized(now));
                break;
            case CoordinatorAction.Settle settle:
                coordinator.Observe(new LedgerEvent.Settled(settle.Settlements, now));
                break;
            case CoordinatorAction.MarkSettled mark:
                coordinator.Observe(mark.TaskId, new ComputeTaskEvent.Settled(new SettledFee(new Amount(1_000), new Amount(500)), now));
                break;
            case CoordinatorAction.RecordVerified verified:
                coordinator.Observe(verified.Worker, new WorkerEvent.VerifiedRecorded(verified.Total, now));
                break;
        }
    }
}
