using System.Runtime.InteropServices;
using System.Threading.Channels;
using LazAI.Client;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using Microsoft.Extensions.Logging;

namespace LazAI.Enclave.Sessions;

/// <summary>Hands in the results of one session strictly in order, one batch at a time and unchanged until the service has answered.</summary>
internal sealed partial class ResultDelivery(SessionIdentity identity, SessionEnvironment environment, SessionLink link, HeldTasks held)
{
    private readonly ILogger _logger = environment.Logger;
    private readonly int _batchMaximum = environment.Options.ResultBatchMaximum;
    private readonly ResultBatcher _batcher = new(identity, new Eip712Domain(environment.Status.ChainId));
    private readonly Channel<FinishedTask> _finished = Channel.CreateUnbounded<FinishedTask>();

    /// <summary>Takes the result of a held task.</summary>
    public void Add(FinishedTask finished)
    {
        if (!_finished.Writer.TryWrite(finished))
        {
            held.Forget(finished.Task.Item.TaskId);
        }
    }

    /// <summary>No more results will be taken.</summary>
    public void Complete() => _finished.Writer.TryComplete();

    /// <summary>Runs until all is handed in and <see cref="Complete"/> was called.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        var reader = _finished.Reader;
        var batch = new List<FinishedTask>(_batchMaximum);
        while (await reader.WaitToReadAsync(end))
        {
            // With other tasks under way a short wait fills the batch; without, nobody gains by waiting.
            if (reader.Count < _batchMaximum && reader.Count < held.Count)
            {
                await Task.Delay(environment.Options.ResultLinger, environment.Time, end);
            }

            batch.Clear();
            while (batch.Count < _batchMaximum && reader.TryRead(out var finished))
            {
                batch.Add(finished);
            }

            await DeliverAsync(batch, end);
            foreach (var finished in batch)
            {
                held.Forget(finished.Task.Item.TaskId);
            }
        }
    }

    private async Task DeliverAsync(List<FinishedTask> batch, CancellationToken end)
    {
        var request = _batcher.Sign(CollectionsMarshal.AsSpan(batch));
        for (var failures = 0; ;)
        {
            try
            {
                Count(await link.Client.SubmitResultsAsync(request, end));
                return;
            }
            catch (LazAIException failure) when (SessionFailure.IsTransient(failure))
            {
                await link.EndureAsync("handing in results", failure, ++failures, end);
            }
            catch (LazAIException failure) when (!SessionFailure.EndsSession(failure))
            {
                // Refused as a whole and for good: the leases run out and others take the tasks.
                environment.Metrics.Refused(batch.Count);
                LogBatchRefused(identity.Id, batch.Count, failure.Code, failure.Detail);
                return;
            }
            catch (LazAIException failure)
            {
                link.Lose(failure);
                end.ThrowIfCancellationRequested();
            }
        }
    }

    private void Count(ResultsAnswer answer)
    {
        var refused = 0;
        ResultOutcome? first = null;
        foreach (var outcome in answer.Outcomes)
        {
            if (!outcome.Accepted)
            {
                refused++;
                first ??= outcome;
            }
        }

        environment.Metrics.Accepted(answer.Outcomes.Length - refused);
        if (first is not null)
        {
            environment.Metrics.Refused(refused);
            LogResultsRefused(identity.Id, refused, answer.Outcomes.Length, first.TaskId, first.Code, first.Detail);
        }
    }
}
