using LazAI.Cryptography;
using LazAI.Engines.FraudProofs;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;

namespace LazAI.Protocol.Challenges;

/// <summary>Judges fraud proofs against the trace of an optimistic result (PROTOCOL §7.3): only the one step is run again.</summary>
public static class TraceJudge
{
    /// <summary>What such a proof is judged against: everything in it was signed, by publisher, submitter or worker.</summary>
    public static TraceClaim ClaimOf(ModelDescription model, TaskRequest request, TaskExecution execution)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(execution);
        return new TraceClaim(
            model.Determinism.Engine,
            model.Determinism.EngineVersion,
            model.Commitment,
            model.WeightsBytes,
            request.DataHash,
            execution.Result.ResultHash,
            execution.Result.TraceRoot);
    }

    /// <summary>Proven if the fraud proof convicts the claim. Never throws on the proof.</summary>
    public static FraudProofVerdict Judge(Bytes32 evidenceHash, TraceClaim claim, ReadOnlySpan<byte> fraudProof) =>
        FraudJudge.Convicts(claim, fraudProof, out var refusal)
            ? new FraudProofVerdict.Proven(evidenceHash, "A step of the trace, its beginning or its end is false.", traceOnly: true)
            : new FraudProofVerdict.NotProven(evidenceHash, $"The fraud proof does not hold: {refusal}.");
}
