using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using LazAI.Client;
using LazAI.Cryptography;
using LazAI.Enclave.DataSets;
using LazAI.Enclave.Hosting;
using LazAI.Enclave.Inputs;
using LazAI.Enclave.Models;
using LazAI.Enclave.PassThrough;
using LazAI.Enclave.Sessions;
using LazAI.Engines;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Workers;
using Microsoft.Extensions.Logging;

namespace LazAI.Enclave.Execution;

/// <summary>
/// Runs tasks on a fixed number of threads. A task is ready when its model is loaded and its input is here; what is not ready is
/// prepared beside, so that a slow download never holds up the others.
/// </summary>
internal sealed partial class TaskExecutor : IAsyncDisposable
{
    private const int PreparationsMaximum = 16;

    private static readonly Bytes32 s_noParametersHash = Keccak256.Hash("{}"u8);

    private readonly Channel<HeldTask> _ready = Channel.CreateUnbounded<HeldTask>();
    private readonly SemaphoreSlim _preparations = new(PreparationsMaximum);
    private readonly ConcurrentDictionary<Task, HeldTask> _asking = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ModelStore _models;
    private readonly InputReader _inputs;
    private readonly DataSetTasks _dataSets;
    private readonly EnclaveMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<TaskExecutor> _logger;
    private readonly Task[] _threads;

    public TaskExecutor(
        ModelStore models, InputReader inputs, DataSetTasks dataSets, int parallelism, EnclaveMetrics metrics, TimeProvider time, ILogger<TaskExecutor> logger)
    {
        _models = models;
        _inputs = inputs;
        _dataSets = dataSets;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _threads = [.. Enumerable.Range(0, parallelism).Select(_ => Task.Run(RunAsync))];
    }

    /// <summary>Takes a task; its session hears of the end.</summary>
    public void Accept(HeldTask task)
    {
        if (_models.Find(task.Item.Request.ModelId) is { } model && InputReader.IsHere(task.Item))
        {
            task.Model = model;
            task.Input = task.Item.Input!.Value;
            _ready.Writer.TryWrite(task);
        }
        else
        {
            _ = PrepareAsync(task);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _ready.Writer.TryComplete();
        await _stop.CancelAsync();
        await Task.WhenAll(_threads);
        await Task.WhenAll(_asking.Keys);
        _stop.Dispose();
        _preparations.Dispose();
    }

    private async Task PrepareAsync(HeldTask task)
    {
        try
        {
            await _preparations.WaitAsync(_stop.Token);
            try
            {
                task.Model = await _models.GetAsync(task.Item.Request.ModelId);
                var (input, refusal) = await _inputs.ReadAsync(task, _stop.Token);
                if (refusal is not null)
                {
                    GiveBack(task, refusal);
                    return;
                }

                task.Input = input;
                _ready.Writer.TryWrite(task);
            }
            finally
            {
                _preparations.Release();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The worker ends; the lease runs out.
        }
        catch (LazAIException failure)
        {
            GiveBack(task, "The model could not be had: " + failure.Detail);
        }
#pragma warning disable CA1031 // Whatever goes wrong with one task must not go wrong with the worker.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFault(task.Item.TaskId, exception);
            GiveBack(task, "The worker has a fault.");
        }
    }

    private async Task RunAsync()
    {
        await foreach (var task in _ready.Reader.ReadAllAsync())
        {
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            if (!task.TryStart())
            {
                continue;
            }

            switch (task.Model!.Engine)
            {
                case PassThroughEngine engine:
                    Await(AskAsync(task, () => engine.RunAsync(task.Item.Parameters, task.Input, _stop.Token)), task);
                    break;
                case DataSetEngine engine:
                    Await(AskAsync(task, () => _dataSets.RunAsync(task, engine, _stop.Token), DeclineKind.DataSetsUnavailable), task);
                    break;
                default:
                    Run(task);
                    break;
            }
        }
    }

    private void Await(Task asking, HeldTask task)
    {
        _asking[asking] = task;
        _ = asking.ContinueWith(done => _asking.TryRemove(done, out _), TaskScheduler.Default);
    }

    /// <summary>Waits for others, as a model server or data sets' owners, beside the threads, which other models' tasks have for themselves, and goes on
    /// with what comes of it.</summary>
    /// <param name="without">What it is to be left without their answer.</param>
    private async Task AskAsync(HeldTask task, Func<Task<(byte[]? Output, string Refusal)>> ask, DeclineKind without = DeclineKind.Unable)
    {
        try
        {
            // The queue's thread goes on at once.
            await Task.Yield();
            if (!BelongsTogether(task, out var mismatch))
            {
                task.Session.Decline(task, mismatch);
                return;
            }

            var (output, refusal) = await ask();
            if (output is null)
            {
                task.Session.Decline(task, refusal, without);
                return;
            }

            task.Model = task.Model! with { Engine = new PassedThrough(output) };
            Run(task);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The worker ends; the lease runs out.
        }
#pragma warning disable CA1031 // As below.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFault(task.Item.TaskId, exception);
            task.Session.Decline(task, "The engine has a fault.");
        }
    }

    private void Run(HeldTask task)
    {
        try
        {
            var begun = _time.GetTimestamp();
            if (TryExecute(task, out var finished, out var refusal))
            {
                _metrics.Executed(_time.GetElapsedTime(begun));
                task.Session.Finish(finished!);
            }
            else
            {
                var takesNoDataSets = task.Model!.Engine is null && DataSetEngineNames.Contains(task.Model.Model.Description.Determinism.Engine);
                task.Session.Decline(task, refusal, takesNoDataSets ? DeclineKind.DataSetsUnavailable : DeclineKind.Unable);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            task.Session.Decline(task, "The worker stops.");
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFault(task.Item.TaskId, exception);
            task.Session.Decline(task, "The engine has a fault.");
        }
    }

    /// <summary>
    /// The enclave signs only what it has seen to belong together: request, parameters, input and weights. The input's hash has been
    /// checked when it was read.
    /// </summary>
    private bool TryExecute(HeldTask task, out FinishedTask? finished, out string refusal)
    {
        finished = null;
        var (item, model) = (task.Item, task.Model!);
        if (model.Engine is not { } engine)
        {
            refusal = model.Refusal;
            return false;
        }

        if (!BelongsTogether(task, out refusal) || !TryRun(engine, task, out var output, out var traceRoot, out var trace, out refusal))
        {
            return false;
        }

        if (!TryProve(task, out var proof, out refusal))
        {
            return false;
        }

        var resultHash = Keccak256.Hash(output);
        var determinism = model.Model.Description.Determinism;
        var metadata = ObjectiveCommitment.Metadata(
            item.TaskId, (ulong)(item.Input?.Length ?? 0), (ulong)output.Length, determinism.Engine, determinism.EngineVersion);
        var objective = ObjectiveCommitment.Compute(
            model.Model.Description.Commitment, model.Model.DeterminismHash, item.TaskId.Value, resultHash, metadata);
        finished = new FinishedTask(task, output, resultHash, objective, (ulong)_time.GetUtcNow().ToUnixTimeSeconds(), traceRoot, trace, proof);
        return true;
    }

    private static bool BelongsTogether(HeldTask task, out string refusal)
    {
        var (item, request) = (task.Item, task.Item.Request);
        refusal = request.ComputeTaskId() != item.TaskId ? "The task id is not that of the request."
            : HashOf(item.Parameters) != request.ParametersHash ? "The parameters are not those of the request."
            : InputReader.IsHere(item) && Keccak256.Hash(task.Input.Span) != request.DataHash ? "The input is not that of the request."
            : "";
        return refusal.Length == 0;
    }

    /// <summary>The proof where the mode asks for one. The salt of an input that is encrypted to the session stays here.</summary>
    private bool TryProve(HeldTask task, out ResultProof? proof, out string refusal)
    {
        (proof, refusal) = (null, "");
        if (task.Item.Request.VerifyMode != VerifyMode.TeeZk)
        {
            return true;
        }

        if (task.Model!.Prover is not { } prover)
        {
            refusal = "This worker does not prove the model: " + task.Model.ProverRefusal;
            return false;
        }

        var begun = _time.GetTimestamp();
        if (!prover.TryProve(task.Input.Span, task.Item.Request.RecipientSession == default, _stop.Token, out proof, out refusal))
        {
            return false;
        }

        _metrics.Proven(_time.GetElapsedTime(begun));
        return true;
    }

    /// <summary>Runs the engine, with a trace where the mode asks for one.</summary>
    private static bool TryRun(
        IModelEngine engine, HeldTask task, out byte[] output, out Bytes32 traceRoot, out SubmittedTrace? trace, out string refusal)
    {
        (traceRoot, trace) = (Bytes32.Zero, null);
        if (task.Item.Request.VerifyMode != VerifyMode.Optimistic)
        {
            return engine.TryRun(task.Item.Parameters, task.Input.Span, out output, out refusal);
        }

        output = [];
        if (!engine.TryTrace(task.Item.Parameters, task.Input.Span, out var run, out refusal))
        {
            return false;
        }

        output = run.Result;
        traceRoot = run.Trace.ComputeRoot(run.Program);
        trace = new SubmittedTrace(run.Trace.Encode(), run.ResultOpening);
        return true;
    }

    private static void GiveBack(HeldTask task, string reason)
    {
        if (task.TryStart())
        {
            task.Session.Decline(task, reason);
        }
    }

    private static Bytes32 HashOf(string parameters) =>
        parameters == "{}" ? s_noParametersHash : Keccak256.Hash(Encoding.UTF8.GetBytes(parameters));

    [LoggerMessage(1, LogLevel.Error, "Task {TaskId}: unexpected fault")]
    private partial void LogFault(Protocol.TaskId taskId, Exception exception);
}
