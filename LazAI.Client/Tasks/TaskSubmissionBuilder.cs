using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;

namespace LazAI.Client;

/// <summary>
/// Collects tasks of one submitter and signs them all with one signature over their Merkle root. Each task gets a nonce of its
/// own, so that equal inputs are different tasks. Not safe for several threads.
/// </summary>
public sealed class TaskSubmissionBuilder
{
    private readonly SignedRequests _signer;
    private readonly ImmutableArray<TaskInput>.Builder _tasks = ImmutableArray.CreateBuilder<TaskInput>();
    private ulong _nextNonce = CommandNonce.Draw();

    public TaskSubmissionBuilder(SignedRequests signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        _signer = signer;
    }

    /// <summary>The submitter.</summary>
    public Address Submitter => _signer.Signer;

    /// <summary>Tasks collected so far.</summary>
    public int Count => _tasks.Count;

    /// <summary>How long the tasks may wait for their results before they expire and the fee returns.</summary>
    public TimeSpan TaskValidity { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Adds a task on these input bytes, which travel with it.</summary>
    /// <param name="model">The model to run.</param>
    /// <param name="input">At most what the network allows inline (64 KiB).</param>
    /// <param name="feeMaximum">At least the model's price; what is not charged returns.</param>
    /// <param name="parameters">One JSON object in which no object names a property twice, none for <c>{}</c>; signed and sent as it is.</param>
    /// <param name="mode">How the result is to be verified.</param>
    public TaskSubmissionBuilder Add(
        ModelId model, ReadOnlyMemory<byte> input, Amount feeMaximum, string? parameters = null, VerifyMode mode = VerifyMode.Tee)
    {
        _tasks.Add(new TaskInput(TakeNonce(), model, mode, feeMaximum, TaskDeadline, Data: input, Parameters: parameters));
        return this;
    }

    /// <summary>Adds a task on input that the worker fetches.</summary>
    /// <param name="location">An <c>https://</c>, <c>ipfs://</c> or <c>ar://</c> address.</param>
    /// <param name="dataHash">Keccak-256 of what lies there; other bytes are declined by the worker.</param>
    public TaskSubmissionBuilder AddAt(
        ModelId model, Uri location, Bytes32 dataHash, Amount feeMaximum, string? parameters = null, VerifyMode mode = VerifyMode.Tee)
    {
        ArgumentNullException.ThrowIfNull(location);
        _tasks.Add(new TaskInput(
            TakeNonce(), model, mode, feeMaximum, TaskDeadline,
            DataHash: dataHash, DataLocation: location.OriginalString, Parameters: parameters));
        return this;
    }

    /// <summary>Adds a task on input that only one session can read.</summary>
    /// <param name="session">The session that <paramref name="encryptedInput"/> is encrypted to (<see cref="ConfidentialInput"/>); the task runs there or nowhere.</param>
    public TaskSubmissionBuilder AddConfidential(
        ModelId model,
        SessionId session,
        ReadOnlyMemory<byte> encryptedInput,
        Amount feeMaximum,
        string? parameters = null,
        VerifyMode mode = VerifyMode.Tee)
    {
        _tasks.Add(new TaskInput(
            TakeNonce(), model, mode, feeMaximum, TaskDeadline,
            Data: encryptedInput, Parameters: parameters, RecipientSession: session));
        return this;
    }

    /// <summary>Signs what was collected and begins anew.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public SubmitTasksRequest Build()
    {
        if (_tasks.Count == 0)
        {
            throw new InvalidOperationException("A submission has at least one task.");
        }

        var tasks = _tasks.ToImmutable();
        _tasks.Clear();
        var requests = new Bytes32[tasks.Length];
        for (var i = 0; i < requests.Length; i++)
        {
            requests[i] = tasks[i].ToRequest(Submitter).StructHash();
        }

        var submission = new TaskSubmission(
            Submitter, StructHashTree.Root(requests), (uint)requests.Length, CommandNonce.Draw(), _signer.DeadlineSlot);
        return new SubmitTasksRequest(
            _signer.ChainId, Submitter, submission.Nonce, submission.DeadlineSlot, _signer.Sign(submission), tasks);
    }

    private Slot TaskDeadline => _signer.DeadlineIn(TaskValidity);

    private ulong TakeNonce()
    {
        var nonce = _nextNonce;
        _nextNonce = (nonce + 1) & (ulong)Slot.NumberMaximum;
        return nonce;
    }
}
