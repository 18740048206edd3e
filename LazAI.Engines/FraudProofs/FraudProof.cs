using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Engines.Traces;

namespace LazAI.Engines.FraudProofs;

/// <summary>A step as it stands below the trace root, with the siblings of its leaf.</summary>
public sealed record ProvenStep(TraceStep Step, ImmutableArray<Bytes32> Siblings);

/// <summary>
/// What shows that a result was not computed as its model says. README.md beside this file has the encoding and what is checked; <see cref="FraudJudge"/>
/// checks it.
/// </summary>
/// <param name="Step">The step that is wrong; for a wrong initial state the first one, for a wrong result the last.</param>
/// <param name="Header">The weight file's first chunk, which gives the program.</param>
public abstract record FraudProof(ProvenStep Step, ProvenBytes Header)
{
    /// <summary>The step names another operation than the program's, or its tile comes out differently.</summary>
    /// <param name="Reads">The tiles that the step reads, below the root before the step.</param>
    /// <param name="TileSiblings">Siblings of the tile that the step writes, and before the step has not yet been written.</param>
    /// <param name="Weights">The chunks of the weight file with the bytes that the step reads; without any if it reads none.</param>
    public sealed record WrongStep(
        ProvenStep Step, ProvenBytes Header, ProvenBytes Reads, ImmutableArray<Bytes32> TileSiblings, ProvenBytes Weights)
        : FraudProof(Step, Header);

    /// <summary>The trace does not begin with the request's input in an otherwise unwritten memory.</summary>
    /// <param name="Input">The request's input.</param>
    public sealed record WrongInitialState(ProvenStep Step, ProvenBytes Header, ImmutableArray<byte> Input)
        : FraudProof(Step, Header);

    /// <summary>The last root has the tiles of another result than the one that was handed in.</summary>
    /// <param name="Tiles">The tiles of the result below the root after the last step.</param>
    public sealed record WrongResult(ProvenStep Step, ProvenBytes Header, ProvenBytes Tiles)
        : FraudProof(Step, Header);
}
