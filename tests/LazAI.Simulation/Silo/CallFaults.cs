using LazAI.Protocol;
using LazAI.Simulation.Faults;
using LazAI.Simulation.Kernel;

namespace LazAI.Simulation.Silo;

/// <summary>Calls from grain to grain as they may go in a cluster: they take time, get lost, and are made twice.</summary>
internal sealed class CallFaults(SimulationKernel kernel, Machine machine, Func<FaultPlan> faults, Sabotage sabotage) : IOutgoingGrainCallFilter
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (sabotage.SwallowsCall?.Invoke(context) == true)
        {
            context.Result = (Rejection?)null;
            return;
        }

        await machine.DelayAsync(TimeSpan.FromMicroseconds(kernel.Random.Next(500)));
        if (context.SourceId is null)
        {
            await context.Invoke();
            return;
        }

        if (kernel.Random.Chance(faults().CallLoss))
        {
            await LoseAsync($"{context.MethodName} did not arrive.");
        }

        await context.Invoke();
        if (kernel.Random.Chance(faults().CallDuplication))
        {
            // The first answer may be a success and the second a refusal, as with any repeated message.
            await machine.DelayAsync(TimeSpan.FromMilliseconds(kernel.Random.Next(50)));
            await context.Invoke();
        }

        if (kernel.Random.Chance(faults().CallLoss))
        {
            await LoseAsync($"The answer of {context.MethodName} did not arrive.");
        }
    }

    private async Task LoseAsync(string what)
    {
        await machine.DelayAsync(s_timeout);
        throw new TimeoutException(what);
    }
}
