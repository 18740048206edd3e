using System.Threading.Channels;
using LazAI.Client;
using LazAI.Protocol.Api;
using Microsoft.Extensions.Logging;

namespace LazAI.Enclave.Sessions;

/// <summary>Gives tasks of one session back that cannot be run here.</summary>
internal sealed partial class DeclineDelivery(SessionEnvironment environment, SessionLink link, HeldTasks held)
{
    private readonly ILogger _logger = environment.Logger;
    private readonly Channel<DeclineRequest> _declined = Channel.CreateUnbounded<DeclineRequest>();

    public void Add(DeclineRequest declined)
    {
        if (!_declined.Writer.TryWrite(declined))
        {
            held.Forget(declined.TaskId);
        }
    }

    /// <summary>No more will be taken.</summary>
    public void Complete() => _declined.Writer.TryComplete();

    /// <summary>Runs until all are given back and <see cref="Complete"/> was called.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        await foreach (var declined in _declined.Reader.ReadAllAsync(end))
        {
            await DeliverAsync(declined, end);
            environment.Metrics.Declined();
            held.Forget(declined.TaskId);
        }
    }

    private async Task DeliverAsync(DeclineRequest declined, CancellationToken end)
    {
        for (var failures = 0; ;)
        {
            try
            {
                await link.Client.DeclineAsync(declined, end);
                LogDeclined(declined.TaskId, declined.Reason);
                return;
            }
            catch (LazAIException failure) when (SessionFailure.IsTransient(failure))
            {
                await link.EndureAsync("declining a task", failure, ++failures, end);
            }
            catch (LazAIException failure)
            {
                // It is no longer ours to decline.
                LogDeclineRefused(declined.TaskId, failure.Code, failure.Detail);
                return;
            }
        }
    }
}
