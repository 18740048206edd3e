using LazAI.Cryptography;
using LazAI.Engines.Traces;

namespace LazAI.Engines.FraudProofs;

/// <summary>
/// Decides whether a fraud proof holds, by running one step again. A function of claim and proof alone.
/// </summary>
/// <remarks>
/// Whatever bytes a proof has, an honest claim is never convicted. Everything that the judge computes with is pinned by a commitment before it is used: the
/// program by the header's chunk, the step by the trace root, tiles by the state root before the step, weights by the model commitment. Each is proven at
/// a place, in a tree of a size and in lengths that follow from claim and program, never from the proof. What is pinned in an honest
/// claim is what the honest worker computed with; so the judge comes to the worker's own tile.
/// </remarks>
public static class FraudJudge
{
    /// <summary>Whether these bytes prove the claim false; never throws on them.</summary>
    public static bool Convicts(TraceClaim claim, ReadOnlySpan<byte> proof, out FraudProofRefusal refusal)
    {
        refusal = FraudProofRefusal.Malformed;
        return FraudProofEncoding.TryParse(proof, out var parsed) && Convicts(claim, parsed, out refusal);
    }

    /// <summary>Whether this proof proves the claim false; never throws on what is in it.</summary>
    public static bool Convicts(TraceClaim claim, FraudProof proof, out FraudProofRefusal refusal)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(proof);
        refusal = Judge(claim, proof);
        return refusal == FraudProofRefusal.None;
    }

    private static FraudProofRefusal Judge(TraceClaim claim, FraudProof proof)
    {
        if (!ModelCommitment.TryRead(claim.ModelCommitment, claim.WeightBytes, new ByteRange(0, 1), proof.Header, out _))
        {
            return FraudProofRefusal.HeaderNotCommitted;
        }

        if (!EngineCatalog.TryCreateProgram(
            claim.EngineId, claim.EngineVersion, proof.Header.Bytes.AsSpan(), claim.WeightBytes, out var program, out _))
        {
            return FraudProofRefusal.NoProgram;
        }

        var step = proof.Step.Step;
        var isExpected = proof switch
        {
            FraudProof.WrongInitialState => step.Index == 0,
            FraudProof.WrongResult => step.Index == program.StepCount - 1,
            _ => step.Index < program.StepCount,
        };
        if (!isExpected)
        {
            return FraudProofRefusal.WrongIndex;
        }

        if (!MerkleTree.VerifyInclusion(
            step.ComputeLeafHash(), step.Index, program.StepCount, proof.Step.Siblings.AsSpan(), claim.TraceRoot))
        {
            return FraudProofRefusal.StepNotInTrace;
        }

        return proof switch
        {
            FraudProof.WrongStep wrong => JudgeStep(claim, program, wrong),
            FraudProof.WrongInitialState wrong => JudgeInitialState(claim, program, wrong),
            FraudProof.WrongResult wrong => JudgeResult(claim, program, wrong),
            _ => FraudProofRefusal.Malformed,
        };
    }

    private static FraudProofRefusal JudgeStep(TraceClaim claim, TraceProgram program, FraudProof.WrongStep proof)
    {
        var claimed = proof.Step.Step;
        var step = program.Step((int)claimed.Index);
        if (claimed.Operation != step.Operation.ComputeHash())
        {
            return FraudProofRefusal.None;
        }

        if (!IsInState(program, step.Reads, proof.Reads, claimed.StateBefore))
        {
            return FraudProofRefusal.ReadsNotInState;
        }

        var siblings = proof.TileSiblings.AsSpan();
        if (!MerkleTree.VerifyInclusion(MemoryTree.UnwrittenTile, step.Writes, program.TileCount, siblings, claimed.StateBefore))
        {
            return FraudProofRefusal.TileNotInState;
        }

        if (!ModelCommitment.TryRead(claim.ModelCommitment, claim.WeightBytes, step.Weights, proof.Weights, out var weights))
        {
            return FraudProofRefusal.WeightsNotCommitted;
        }

        // Weights without a result belong to a model that no engine loads, so whoever claims to have run it has not.
        var written = new byte[program.Tile(step.Writes).Length];
        if (!program.TryExecute((int)claimed.Index, proof.Reads.Bytes.AsSpan(), weights, written))
        {
            return FraudProofRefusal.None;
        }

        var isRight = MerkleTree.VerifyInclusion(
            MerkleTree.HashLeaf(written), step.Writes, program.TileCount, siblings, claimed.StateAfter);
        return isRight ? FraudProofRefusal.NothingWrong : FraudProofRefusal.None;
    }

    private static FraudProofRefusal JudgeInitialState(TraceClaim claim, TraceProgram program, FraudProof.WrongInitialState proof)
    {
        // An input of another length is one that the model does not take: no trace of it can be right.
        return Keccak256.Hash(proof.Input.AsSpan()) != claim.InputHash ? FraudProofRefusal.InputNotRequested
            : program.TryComputeInitialState(proof.Input.AsSpan(), out var initial) && initial == proof.Step.Step.StateBefore
                ? FraudProofRefusal.NothingWrong
            : FraudProofRefusal.None;
    }

    private static FraudProofRefusal JudgeResult(TraceClaim claim, TraceProgram program, FraudProof.WrongResult proof)
    {
        return !IsInState(program, program.ResultTiles, proof.Tiles, proof.Step.Step.StateAfter) ? FraudProofRefusal.ResultNotInState
            : Keccak256.Hash(program.EncodeResult(proof.Tiles.Bytes.AsSpan())) == claim.ResultHash ? FraudProofRefusal.NothingWrong
            : FraudProofRefusal.None;
    }

    /// <summary>Whether these are the bytes of the program's tiles below the root of its memory.</summary>
    private static bool IsInState(TraceProgram program, LeafRange tiles, ProvenBytes proven, Bytes32 root) =>
        proven.Bytes.AsSpan().Length == program.Tiles(tiles).Length
        && MerkleRange.Verify(
            program.HashTiles(tiles, proven.Bytes.AsSpan()), tiles.First, program.TileCount, proven.Siblings.AsSpan(), root);
}
