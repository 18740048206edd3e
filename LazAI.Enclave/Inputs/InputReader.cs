using LazAI.Client;
using LazAI.Enclave.Sessions;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;

namespace LazAI.Enclave.Inputs;

/// <summary>Brings the bytes that a task is to run on: those that came with it or lie elsewhere, decrypted where they are for this session.</summary>
internal sealed class InputReader(RemoteInputs remote)
{
    /// <summary>Whether the input came with the task and in the clear, so that there is nothing to wait for.</summary>
    public static bool IsHere(WorkItem item) =>
        item.Input is not null && item.Request.RecipientSession == default && item.Request.DataLocation == TaskRequest.Inline;

    /// <summary>The input, or why there is none. Only a plain inline one is still to be compared with its hash.</summary>
    public async Task<(ReadOnlyMemory<byte> Input, string? Refusal)> ReadAsync(HeldTask task, CancellationToken cancellationToken)
    {
        var (item, request) = (task.Item, task.Item.Request);
        if (IsHere(item))
        {
            return (item.Input!.Value, null);
        }

        ReadOnlyMemory<byte> bytes;
        if (request.DataLocation != TaskRequest.Inline)
        {
            var (fetched, refusal) = await remote.FetchAsync(request.DataLocation, cancellationToken);
            if (refusal is not null)
            {
                return (default, refusal);
            }

            bytes = fetched;
        }
        else if (item.Input is { } inline)
        {
            bytes = inline;
        }
        else
        {
            return (default, "The input is inline and missing.");
        }

        if (Cryptography.Keccak256.Hash(bytes.Span) != request.DataHash)
        {
            return (default, "The input is not that of the request.");
        }

        return request.RecipientSession == default ? (bytes, null) : Decrypt(task, bytes);
    }

    private static (ReadOnlyMemory<byte> Input, string? Refusal) Decrypt(HeldTask task, ReadOnlyMemory<byte> envelope)
    {
        var request = task.Item.Request;
        var identity = task.Session.Identity;
        return request.RecipientSession == identity.Id
            && ConfidentialInput.TryDecrypt(envelope.Span, identity.Id, request.ModelId, identity.EncryptionKey, out var input)
            ? (input, null)
            : (default, "The input is not encrypted to this session and model.");
    }
}
