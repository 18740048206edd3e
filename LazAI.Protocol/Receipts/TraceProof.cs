using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Engines.Traces;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;

namespace LazAI.Protocol.Receipts;

/// <summary>What a receipt of mode OP has of the trace (PROTOCOL §7.3): both its ends, and the chunk of the weights that says what program it is of.</summary>
/// <param name="Header">The weight file's first chunk.</param>
/// <param name="HeaderSiblings">Its siblings below the model's commitment.</param>
/// <remarks>
/// The states in between are not here: without the weights nobody can tell right ones from wrong ones, and with the weights nobody needs them, for
/// the trace root follows from a second execution. So a receipt is as small for a model of thousands of steps as for one of two.
/// </remarks>
public sealed record TraceProof(ReadOnlyMemory<byte> Header, ImmutableArray<Bytes32> HeaderSiblings, TraceEnds Ends)
{
    /// <summary>A weight file's first chunk with its siblings: all of the file that a receipt needs, the same for each task of the model.</summary>
    public static ProvenBytes HeaderOf(ReadOnlySpan<byte> weights) => new(
        [.. weights[..Math.Min(weights.Length, ModelCommitment.ChunkBytes)]], MerkleTree.InclusionProof(ModelCommitment.HashChunks(weights), 0));

    /// <summary>The proof for a task whose trace has been accepted with the weights that begin with this header.</summary>
    /// <param name="header">As <see cref="HeaderOf"/> makes it.</param>
    /// <param name="roots">The encoded trace.</param>
    public static TraceProof Create(
        ModelDescription model, ProvenBytes header, ReadOnlySpan<byte> roots, ImmutableArray<Bytes32> resultOpening)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(header);
        var determinism = model.Determinism;
        var isTrace = EngineCatalog.TryCreateProgram(
                determinism.Engine, determinism.EngineVersion, header.Bytes.AsSpan(), model.WeightsBytes, out var program, out _)
            & ExecutionTrace.TryParse(roots, program?.StepCount ?? 0, out var trace);
        Invariant.Require(isTrace, "an accepted trace is one of its model's program");
        return new TraceProof(header.Bytes.AsMemory(), header.Siblings, TraceEnds.Of(program!, trace!, resultOpening));
    }

    /// <summary>Why the trace that the result names does not belong to this model, input and result; null if it does. Never throws on what is in it.</summary>
    /// <param name="steps">How many steps the program has.</param>
    public string? FindFault(ModelDescription model, TaskResult result, ReadOnlySpan<byte> input, ReadOnlySpan<byte> output, out int steps)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(result);
        steps = 0;
        if (HeaderSiblings.IsDefault || Ends.FirstSiblings.IsDefault || Ends.LastSiblings.IsDefault || Ends.ResultOpening.IsDefault)
        {
            return "A list of the trace is missing.";
        }

        if (!ModelCommitment.TryRead(
            model.Commitment, model.WeightsBytes, new ByteRange(0, 1), new ProvenBytes([.. Header.Span], HeaderSiblings), out _))
        {
            return "Its header is not the first chunk of the model's weights.";
        }

        if (!EngineCatalog.TryCreateProgram(
            model.Determinism.Engine, model.Determinism.EngineVersion, Header.Span, model.WeightsBytes, out var program, out var refusal))
        {
            return refusal;
        }

        steps = program.StepCount;
        return Ends.Check(program, result.TraceRoot, input, output) switch
        {
            TraceRefusal.None => null,
            TraceRefusal.WrongInitialState => "The trace does not begin with the request's input.",
            _ => "The trace does not end with this result.",
        };
    }
}
