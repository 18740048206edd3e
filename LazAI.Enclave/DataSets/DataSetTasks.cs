using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using LazAI.Client;
using LazAI.Client.DataSets;
using LazAI.Enclave.Hosting;
using LazAI.Enclave.Sessions;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;

namespace LazAI.Enclave.DataSets;

/// <summary>
/// Does what tasks ask for on data sets: anchors content for its submitter, and runs joint analyses. Plaintexts are in this process's memory
/// while a task runs on them, are cleared after, and no reason that leaves here has a word of them.
/// </summary>
internal sealed class DataSetTasks(DataSetReader reader, WorkerOptions options, TimeProvider time) : IDisposable
{
    /// <summary>Tasks that hold data at the same moment: each may hold <see cref="WorkerOptions.DataSetBytesMaximum"/> twice, encrypted and plain.</summary>
    private const int HoldingMaximum = 2;

    private readonly SemaphoreSlim _holding = new(HoldingMaximum);

    /// <summary>The output, or why there is none.</summary>
    /// <param name="stop">The worker ends.</param>
    public async Task<(byte[]? Output, string Refusal)> RunAsync(HeldTask task, DataSetEngine engine, CancellationToken stop)
    {
        if (task.Item.Request.VerifyMode != VerifyMode.Tee)
        {
            return (null, "Work on data sets is verified by the enclave's evidence alone: mode TEE.");
        }

        using var timeout = new CancellationTokenSource(options.DataSetTimeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token, task.Session.Lost);
        try
        {
            return engine.Id == DataSetEngines.Anchor ? await AnchorAsync(task, end.Token) : await AnalyseAsync(task, end.Token);
        }
        catch (JsonException)
        {
            return (null, $"The input is none of {engine.Id}.");
        }
        catch (LazAIException failure)
        {
            return (null, failure.Detail);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return (null, $"It took longer than {options.DataSetTimeout.TotalSeconds} s.");
        }
    }

    public void Dispose() => _holding.Dispose();

    private async Task<(byte[]? Output, string Refusal)> AnchorAsync(HeldTask task, CancellationToken end)
    {
        var order = CanonicalJson.Deserialize<AnchorTask>(task.Input.Span);
        if (task.Item.Parameters != "{}" || order.Records?.FindFault() is not null || !Enum.IsDefined(order.Kind))
        {
            return (null, "Anchoring has no parameters; records have columns, a label and a depth.");
        }

        await _holding.WaitAsync(end);
        try
        {
            var (content, refusal) = await reader.FetchAsync(order.BlobHash, options.DataSetBytesMaximum, end);
            if (content is null)
            {
                return (null, refusal);
            }

            var identity = task.Session.Identity;
            var (tuple, fault) = SessionAnchor.Make(
                task.Session.DataSets, order, content, task.Item.Request.Submitter, identity.Session.Timestamp, time.GetUtcNow());
            return tuple is null ? (null, fault) : (CanonicalJson.Serialize(tuple), "");
        }
        finally
        {
            _holding.Release();
        }
    }

    private async Task<(byte[]? Output, string Refusal)> AnalyseAsync(HeldTask task, CancellationToken end)
    {
        var order = CanonicalJson.Deserialize<AnalysisTask>(task.Input.Span);
        if (order.OutputPolicy is null || !JointAnalysis.AreInOrder(order.DataSets))
        {
            return (null, "The data sets are out of order, repeated, too few or too many.");
        }

        // Consents first: without them no key is asked for.
        var model = task.Model!.Model.Description;
        var parameters = Encoding.UTF8.GetBytes(task.Item.Parameters);
        var histories = await reader.ReadHistoriesAsync(task.Session, order.DataSets, end);
        if (JointAnalysisRun.Refuse(model, parameters, order.OutputPolicy, histories, task.Session.Now) is { } notAllowed)
        {
            return (null, notAllowed.Detail);
        }

        if (await reader.ObtainKeysAsync(task.Session, histories, LicenceScope.Analysis, end) is { } noKeys)
        {
            return (null, noKeys);
        }

        await _holding.WaitAsync(end);
        var opened = new List<OpenedDataSet>();
        try
        {
            // Read again: an owner may have changed its mind while another's key was waited for.
            histories = await reader.ReadHistoriesAsync(task.Session, order.DataSets, end);
            if (await reader.OpenAsync(task.Session, histories, LicenceScope.Analysis, opened, end) is { } closed)
            {
                return (null, closed);
            }

            ImmutableArray<AnalysisInput> inputs = [.. opened.Zip(histories, (data, replayed) => new AnalysisInput(data, replayed))];
            var (output, refusal) = JointAnalysisRun.Run(model, parameters, order.OutputPolicy, inputs, task.Session.Now);
            return output is null ? (null, refusal!.Detail) : (CanonicalJson.Serialize(output), "");
        }
        finally
        {
            opened.ForEach(data => data.Dispose());
            _holding.Release();
        }
    }
}
