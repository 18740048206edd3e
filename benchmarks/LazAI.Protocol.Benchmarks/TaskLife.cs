using LazAI.Protocol.ComputeTasks;

namespace LazAI.Protocol.Benchmarks;

/// <summary>Submitted, assigned, executed and verified, final, settled: five commands and six events a task.</summary>
internal static class TaskLife
{
    public static ulong LiveAll(SampleNetwork network, bool encode = false)
    {
        ulong checksum = 0;
        for (var i = 0; i < network.TaskCount; i++)
        {
            var fee = ComputeTaskAggregate.FeeOf(network.Requests[i], SampleNetwork.Model.Description);
            var state = ComputeTaskState.Initial;
            state = Carry(
                state,
                new ComputeTaskCommand.Submit(network.Requests[i], SampleNetwork.Input, "{}", new SubmissionReference(1, i), SampleNetwork.Model),
                SampleNetwork.Now, encode, ref checksum);
            state = Carry(
                state,
                new ComputeTaskCommand.Assign(
                    network.Workers[0], network.Sessions[0].Id, network.Sessions[0].Until, 1, SampleNetwork.Hash("roster"), 0,
                    Amount.FromTokens(100_000), SampleNetwork.Model),
                SampleNetwork.Now, encode, ref checksum);
            state = Carry(
                state, new ComputeTaskCommand.AcceptResult(network.Results[i], 1, SampleNetwork.Model), SampleNetwork.Now, encode, ref checksum);
            state = Carry(state, new ComputeTaskCommand.Conclude(), SampleNetwork.Now + 5, encode, ref checksum);
            state = Carry(state, new ComputeTaskCommand.MarkSettled(fee), SampleNetwork.Now + 5, encode, ref checksum);
            checksum = (checksum * 31) + (ulong)state.Status + (ulong)state.History.Length;
        }

        return checksum;
    }

    private static ComputeTaskState Carry(ComputeTaskState state, ComputeTaskCommand command, Slot now, bool encode, ref ulong checksum)
    {
        if (ComputeTaskAggregate.Decide(state, command, SampleNetwork.Rules, now) is not Accepted<ComputeTaskEvent, ComputeTaskEffect> accepted)
        {
            throw new InvalidOperationException($"{command} is refused.");
        }

        foreach (var @event in accepted.Events)
        {
            if (encode)
            {
                checksum += (ulong)ComputeTaskEvent.Codec.Encode(@event).Payload.Length;
            }

            state = ComputeTaskAggregate.Apply(state, @event);
        }

        return state;
    }
}
