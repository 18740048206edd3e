using System.Diagnostics.CodeAnalysis;
using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Engines.Traces;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Tests.ComputeTasks;

namespace LazAI.Protocol.Tests.Challenges;

/// <summary>Verdicts on the sample task as the judge of re-execution gives them, with an engine that says what the test wants.</summary>
internal static class Verdicts
{
    public static FraudProofVerdict Proven(Bytes32 evidenceHash) => Judge(evidenceHash, "the right output"u8.ToArray());

    public static FraudProofVerdict NotProven(Bytes32 evidenceHash) => Judge(evidenceHash, Samples.Output);

    public static FraudProofVerdict Judge(Bytes32 evidenceHash, byte[]? output, byte[]? input = null) => ReexecutionJudge.Judge(
        evidenceHash, Samples.Request, "{}", input ?? Samples.Input, TaskStates.Executed.Execution!, new OneAnswer(output));

    /// <summary>A trace was proven false; the engine gives this output.</summary>
    public static FraudProofVerdict.Proven OfTrace(Bytes32 evidenceHash, byte[]? output) => ReexecutionJudge.Complete(
        (FraudProofVerdict.Proven)Proven(evidenceHash), "{}", Samples.Input, TaskStates.Executed.Execution!, new OneAnswer(output));

    /// <summary>An engine with one answer, or none.</summary>
    private sealed class OneAnswer(byte[]? answer) : IModelEngine
    {
        public bool TryRun(string parameters, ReadOnlySpan<byte> input, out byte[] output, out string refusal)
        {
            (output, refusal) = (answer ?? [], answer is null ? "No." : "");
            return answer is not null;
        }

        public bool TryTrace(string parameters, ReadOnlySpan<byte> input, [NotNullWhen(true)] out TracedRun? run, out string refusal)
        {
            (run, refusal) = (null, "It keeps no trace.");
            return false;
        }
    }
}
