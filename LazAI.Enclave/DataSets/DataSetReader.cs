using System.Collections.Concurrent;
using System.Collections.Immutable;
using LazAI.Client;
using LazAI.Client.DataSets;
using LazAI.Cryptography;
using LazAI.Enclave.Hosting;
using LazAI.Enclave.Sessions;
using LazAI.Protocol;
using LazAI.Protocol.Ownership;

namespace LazAI.Enclave.DataSets;

/// <summary>
/// Brings encrypted data sets into this process's memory. The session asks for keys in the name of the operator's account, which has to be licensed:
/// its signature on the request, beside the session's, is how the owner's agent knows who controls both.
/// </summary>
internal sealed class DataSetReader(LazAIClient client, OperatorKey operatorKey, WorkerOptions options, TimeProvider time)
{
    private readonly DataSetClient _dataSets = new(client);
    private readonly ConcurrentDictionary<(SessionId, ContentHash), Slot> _askedUntil = new();

    /// <summary>Stored content of at most <paramref name="bytesMaximum"/> bytes, or why it is not to be had. What it hashes to the caller checks.</summary>
    public async Task<(byte[]? Content, string Refusal)> FetchAsync(Bytes32 blobHash, long bytesMaximum, CancellationToken end)
    {
        try
        {
            return (await client.GetWeightsAsync(blobHash, bytesMaximum, end), "");
        }
        catch (LazAIException failure) when (failure.Code == ClientErrors.ResponseTooLarge)
        {
            return (null, $"This worker takes data sets of at most {options.DataSetBytesMaximum} bytes.");
        }
    }

    /// <summary>All events of the data sets, each signature of them checked.</summary>
    /// <exception cref="LazAIException">One is not anchored, or its history does not hold.</exception>
    public async Task<ImmutableArray<ReplayedDataSet>> ReadHistoriesAsync(
        EnclaveSession session, ImmutableArray<ContentHash> dataSets, CancellationToken end)
    {
        var replayed = ImmutableArray.CreateBuilder<ReplayedDataSet>(dataSets.Length);
        foreach (var content in dataSets)
        {
            var (dataSet, unsound) = ReplayedDataSet.Replay(
                session.Domain, content, [.. await _dataSets.GetEventsAsync(content, end)], session.Rules);
            replayed.Add(dataSet ?? throw new LazAIException(unsound!.Code, $"The history of {content} does not hold: {unsound.Detail}"));
        }

        return replayed.MoveToImmutable();
    }

    /// <summary>Asks for the keys that this session does not have yet, all at once, and waits for the owners. Null when all are there, else why not.</summary>
    public async Task<string?> ObtainKeysAsync(
        EnclaveSession session, ImmutableArray<ReplayedDataSet> dataSets, LicenceScope scope, CancellationToken end)
    {
        if (RefuseUse(session, dataSets, scope) is { } refusal)
        {
            return refusal;
        }

        ReplayedDataSet[] closed = [.. dataSets.Where(dataSet => !dataSet.State.Keys.ContainsKey(session.Identity.Id))];
        foreach (var dataSet in closed)
        {
            await AskAsync(session, dataSet, scope, end);
        }

        foreach (var dataSet in closed)
        {
            while (!await IsReleasedAsync(session, dataSet.Content, end))
            {
                await Task.Delay(session.SlotDuration, time, end);
            }
        }

        return null;
    }

    /// <summary>Opens the data sets with the keys that were released to this session; null when all are open, else why not.</summary>
    /// <param name="opened">Takes what was opened, in the order of the data sets; the caller disposes of it in either case.</param>
    public async Task<string?> OpenAsync(
        EnclaveSession session, ImmutableArray<ReplayedDataSet> dataSets, LicenceScope scope, List<OpenedDataSet> opened, CancellationToken end)
    {
        if (RefuseUse(session, dataSets, scope) is { } refusal)
        {
            return refusal;
        }

        foreach (var (content, state) in dataSets)
        {
            if (state.Content!.BlobHash is not { } blobHash || !state.Keys.TryGetValue(session.Identity.Id, out var wrapped))
            {
                return $"The service does not keep {content}, or its key was taken back.";
            }

            var (file, missing) = await FetchAsync(blobHash, (long)state.Content.ContentBytes, end);
            if (file is null)
            {
                return missing;
            }

            if (!session.DataSets.TryOpen(file, content, state.Owner, wrapped.Envelope.Span, out var data))
            {
                return $"The key that was released is not that of {content}.";
            }

            opened.Add(data);
        }

        return null;
    }

    private string? RefuseUse(EnclaveSession session, ImmutableArray<ReplayedDataSet> dataSets, LicenceScope scope)
    {
        if (dataSets.Sum(dataSet => (decimal)dataSet.State.Content!.ContentBytes) > options.DataSetBytesMaximum)
        {
            return $"This worker takes data sets of at most {options.DataSetBytesMaximum} bytes together.";
        }

        foreach (var dataSet in dataSets)
        {
            switch (Access.MayUse(dataSet.State, operatorKey.Address, scope, session.Now))
            {
                case AccessRefused refused:
                    return refused.Reason.Detail;
                case AccessGranted { Price: var price }
                    when price > Amount.FromTokens(options.LicenceTokensMaximum) && !dataSet.State.Keys.ContainsKey(session.Identity.Id):
                    return $"A use of {dataSet.Content} costs {price} base units; this worker pays at most {options.LicenceTokensMaximum} tokens.";
            }
        }

        return null;
    }

    /// <summary>An outage of the service is waited out like an owner.</summary>
    private async Task<bool> IsReleasedAsync(EnclaveSession session, ContentHash content, CancellationToken end)
    {
        try
        {
            return await _dataSets.FindKeyAsync(content, session.Identity.Id, end) is not null;
        }
        catch (LazAIException failure) when (SessionFailure.IsTransient(failure))
        {
            return false;
        }
    }

    /// <summary>A request that the owner can still answer is not repeated: tasks on the same data set wait for one answer.</summary>
    private async Task AskAsync(EnclaveSession session, ReplayedDataSet dataSet, LicenceScope scope, CancellationToken end)
    {
        var content = dataSet.Content;
        var asked = (session.Identity.Id, content);
        if (_askedUntil.TryGetValue(asked, out var until) && until > session.Now)
        {
            return;
        }

        // What the history that was read asks, and no more.
        var price = Access.MayUse(dataSet.State, operatorKey.Address, scope, session.Now) is AccessGranted granted ? granted.Price : Amount.Zero;
        var request = new DataSetOrders(session.SignedBy(operatorKey.Key), content).RequestKey(session.Identity.Id, scope, price);
        var isOwn = session.DataSets.TryCountersign(request, out var countersigned);
        Invariant.Require(isOwn, "a request for this session is this session's");
        await _dataSets.RequestKeyAsync(countersigned!, end);
        _askedUntil[asked] = request.Order.DeadlineSlot;
        foreach (var (key, _) in _askedUntil.Where(entry => entry.Value <= session.Now))
        {
            _askedUntil.TryRemove(key, out _);
        }
    }
}
