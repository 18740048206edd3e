using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Challenges;

/// <summary>
/// Judges the claim that a model gives another result than the one that a session has signed, by running the model (PROTOCOL §7.1): engines
/// are deterministic to the bit, so whoever runs it finds the same.
/// </summary>
public static class ReexecutionJudge
{
    /// <summary>Proven if the engine gives another output, or none, where the worker has signed one.</summary>
    /// <param name="input">The plain input; its hash is compared with the request's.</param>
    public static FraudProofVerdict Judge(
        Bytes32 evidenceHash, TaskRequest request, string parameters, ReadOnlyMemory<byte> input, TaskExecution execution, IModelEngine engine)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(execution);
        ArgumentNullException.ThrowIfNull(engine);
        if (Keccak256.Hash(input.Span) != request.DataHash)
        {
            return new FraudProofVerdict.NotProven(evidenceHash, "The input is not the request's.");
        }

        return FindFault(parameters, input, execution, engine) is { } fault
            ? new FraudProofVerdict.Proven(evidenceHash, fault, traceOnly: false)
            : new FraudProofVerdict.NotProven(evidenceHash, "The engine gives the result that was signed.");
    }

    /// <summary>Adds to the verdict on a trace whether the result is false, too: a proof against one step does not say.</summary>
    public static FraudProofVerdict.Proven Complete(
        FraudProofVerdict.Proven proven, string parameters, ReadOnlyMemory<byte> input, TaskExecution execution, IModelEngine engine)
    {
        ArgumentNullException.ThrowIfNull(proven);
        ArgumentNullException.ThrowIfNull(execution);
        ArgumentNullException.ThrowIfNull(engine);
        var fault = FindFault(parameters, input, execution, engine);
        return new FraudProofVerdict.Proven(
            proven.EvidenceHash, $"{proven.Detail} {fault ?? "The engine gives the result that was signed."}", traceOnly: fault is null);
    }

    private static string? FindFault(string parameters, ReadOnlyMemory<byte> input, TaskExecution execution, IModelEngine engine)
    {
        if (!engine.TryRun(parameters, input.Span, out var output, out var refusal))
        {
            return $"The engine refuses this input, yet a result was signed: {refusal}";
        }

        var expected = Keccak256.Hash(output);
        return expected == execution.Result.ResultHash
            ? null
            : $"The engine gives result {expected}, the worker has signed {execution.Result.ResultHash}.";
    }
}
