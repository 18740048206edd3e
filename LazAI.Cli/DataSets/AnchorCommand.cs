using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Cli.Invocation;
using LazAI.Client;
using LazAI.Client.Claims;
using LazAI.Client.DataSets;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Ownership;
using LazAI.Protocol.Time;
using LazAI.Protocol.Workers;

namespace LazAI.Cli.DataSets;

/// <summary>
/// <c>lazai data request-anchor</c>: stores content, has a running worker hash and sign it as a task, and registers what the enclave has signed. With a
/// data key the enclave opens the data set in its memory first, and may read the records' root.
/// </summary>
internal static class AnchorCommand
{
    private static readonly Argument<FileInfo> s_file = new("file") { Description = "The content, encrypted where it is not for everyone" };

    private static readonly Option<string> s_model = new("--model")
    {
        Description = $"Id of a model with engine {DataSetEngines.Anchor} ('lazai models list')",
        Required = true,
    };

    private static readonly Option<string> s_kind = new("--kind") { Description = "DataSet or Model", DefaultValueFactory = _ => nameof(ContentKind.DataSet) };

    private static readonly Option<FileInfo?> s_dataKey = new("--data-key")
    {
        Description = "File of the data key: the enclave opens the data set, under the evidence that the next options accept",
    };

    private static readonly Option<FileInfo?> s_claim = new("--claim")
    {
        Description = "Claim file whose columns, label and depth the records have: the enclave anchors their root, too",
    };

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    public static Command Create() =>
        new Command("request-anchor", "Have a running worker hash and sign content for you, and register it")
        {
            s_file, s_model, s_kind, s_dataKey, s_claim, SessionTrustOptions.Measurements, SessionTrustOptions.DevelopmentRoots,
            SessionTrustOptions.Policy,
        }.Runs(RunAsync);

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (status, requests) = await context.PrepareToSignAsync(cancellationToken);
        var content = await BoundedFile.ReadAsync(context.Parse.GetRequiredValue(s_file), ModelAggregate.WeightsBytesMaximum, cancellationToken);
        var order = new AnchorTask(
            ContentHash.Of(content),
            Keccak256.Hash(content),
            Identifiers.Name<ContentKind>(context.Parse.GetRequiredValue(s_kind), "kind"),
            Records: await ReadClaimAsync(context, cancellationToken));
        await RefuseAnchoredAsync(context, order, requests.Signer, cancellationToken);

        var model = await context.Client.GetModelAsync(Identifiers.Model(context.Parse.GetRequiredValue(s_model)), cancellationToken);
        await context.Client.PutWeightsAsync(content, cancellationToken);
        var tasks = new TaskSubmissionBuilder(requests) { TaskValidity = s_patience };
        if (context.Parse.GetValue(s_dataKey) is { } keyFile)
        {
            using var random = RandomNumberGenerator.Create();
            using var key = await DataKeyCommands.OpenAsync(context, keyFile, order.ContentHash, cancellationToken);
            var (session, recipient) = await FindSessionAsync(context, model, status, cancellationToken);
            var wrapped = order with { Envelope = key.WrapTo(recipient, order.ContentHash, requests.Signer, session.Id, random) };
            tasks.AddConfidential(
                model.ModelId, session.Id, ConfidentialInput.Encrypt(CanonicalJson.Serialize(wrapped), session, model.ModelId, random),
                model.Description.Price);
        }
        else
        {
            tasks.Add(model.ModelId, CanonicalJson.Serialize(order), model.Description.Price);
        }

        var task = (await context.Client.SubmitTasksAsync(tasks.Build(), cancellationToken)).TaskIds[0];
        var tuple = ReadTuple(await WaitAsync(context, task, cancellationToken), order, requests.Signer);
        var registration = new DataSetOrders(requests, order.ContentHash).Anchor(tuple.Anchor, tuple.Signature, tuple.Worker, order.BlobHash);
        var view = await new DataSetClient(context.Client).AnchorAsync(registration, cancellationToken);
        context.Show(view, console => DataCommand.Print(console, view));
        return ExitCode.Success;
    }

    /// <summary>Nobody pays to be told at the end that another one was first.</summary>
    private static async Task RefuseAnchoredAsync(CommandContext context, AnchorTask order, Address owner, CancellationToken cancellationToken)
    {
        try
        {
            var first = await new DataSetClient(context.Client).GetAsync(order.ContentHash, cancellationToken);
            if (first.Owner != owner || order.Records is null)
            {
                throw new CommandFailedException(
                    $"{first.FirstOwner} anchored {first.ContentHash} in slot {first.AnchoredAt}; {first.Owner} owns it.",
                    "The first anchoring stands; its owner may add the records' root, with --claim.");
            }
        }
        catch (LazAIException missing) when (missing.Code == OwnershipErrors.NotFound)
        {
        }
    }

    private static async Task<RecordsClaim?> ReadClaimAsync(CommandContext context, CancellationToken cancellationToken) =>
        context.Parse.GetValue(s_claim) is { } file ? await ClaimCommands.ReadClaimAsync(file, cancellationToken) : null;

    /// <summary>An open session that the model accepts and whose evidence the owner does, drawn at random.</summary>
    private static async Task<(WorkerSession Session, Secp256k1PublicKey EncryptionKey)> FindSessionAsync(
        CommandContext context, ModelView model, NetworkStatus status, CancellationToken cancellationToken)
    {
        var now = new NetworkClock(status).Now;
        var at = SlotSchedule.For(DateTimeOffset.FromUnixTimeSeconds(status.GenesisTime), status.Rules).StartOf(now);
        var trust = await SessionTrustOptions.ReadAsync(context, cancellationToken);
        var open = new List<(Address Worker, WorkerSession Session)>();
        string? cursor = null;
        do
        {
            var page = await context.Client.ListWorkersAsync(cursor, cancellationToken: cancellationToken);
            open.AddRange(page.Items.SelectMany(worker => worker.Sessions.Select(session => (worker.Worker, session))));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        // The longest-lived first: one about to end would take no new task.
        var why = "None that the model accepts is open.";
        foreach (var (worker, session) in open.Where(it => it.Session.Until > now && model.Description.Evidence.Accepts(it.Session.Evidence, at))
            .OrderByDescending(it => it.Session.Until.Number))
        {
            var view = await context.Client.GetSessionAsync(worker, session.Id, cancellationToken);
            if (trust.TryJudge(view, out var key, out var refusal))
            {
                return (view.Session, key);
            }

            why = refusal;
        }

        throw new CommandFailedException(
            $"No session may have the key. {why}", "Name measurements with --accept-measurement, and roots with --trust-development-root.");
    }

    private static async Task<ReadOnlyMemory<byte>> WaitAsync(CommandContext context, TaskId task, CancellationToken cancellationToken)
    {
        while (true)
        {
            var view = await context.Client.GetTaskAsync(task, cancellationToken);
            if (view is { Output: { } output, Status: >= ComputeTaskStatus.Verified and <= ComputeTaskStatus.Settled })
            {
                return output;
            }

            if (view.Status is ComputeTaskStatus.Expired or ComputeTaskStatus.Invalid)
            {
                var last = (await context.Client.ListFailuresAsync(task, cancellationToken)).Items.LastOrDefault();
                throw new CommandFailedException(
                    $"No worker has anchored it: task {task} is {view.Status}, and the fee returns. {last?.Detail}",
                    "Does a worker take content of this size, and are key and records those of the file?");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }
    }

    /// <summary>What the enclave has signed has to be about this content and this owner; whether the session was genuine, the service checks.</summary>
    private static AnchorTuple ReadTuple(ReadOnlyMemory<byte> output, AnchorTask order, Address owner)
    {
        try
        {
            var tuple = CanonicalJson.Deserialize<AnchorTuple>(output.Span);
            return tuple.Anchor.ContentHash == order.ContentHash && tuple.Anchor.Owner == owner && tuple.Anchor.Kind == order.Kind
                ? tuple
                : throw new CommandFailedException("The worker has signed something else.", "Try another worker.");
        }
        catch (JsonException)
        {
            throw new CommandFailedException("The worker's answer is no tuple.", $"Does the model have engine {DataSetEngines.Anchor}?");
        }
    }
}
