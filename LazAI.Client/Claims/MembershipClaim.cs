using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using LazAI.Cryptography;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Groth16.Proving;
using LazAI.Cryptography.R1cs;
using LazAI.Cryptography.R1cs.Circuits;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;

namespace LazAI.Client.Claims;

/// <summary>What opens the commitment of a membership claim: its owner shows it to whom it wants to show the record.</summary>
/// <param name="Record">The record, a number for each column.</param>
/// <param name="Salt">Of the commitment.</param>
public sealed record MembershipOpening(ImmutableArray<ulong> Record, Bytes32 Salt);

/// <summary>
/// Claims that a committed record is in a data set, proven where the records are (PROTOCOL §13). The proof shows neither the record nor its place;
/// whoever has the opening sees which record it is.
/// </summary>
public sealed class MembershipClaim
{
    private readonly RecordsClaim _shape;
    private readonly RecordSchema _schema;
    private readonly MembershipCircuit _circuit;
    private readonly Lazy<CompiledCircuit<MembershipAssignment>> _compiled;

    /// <param name="shape">Columns, label and depth of the records; what it claims is not looked at.</param>
    public MembershipClaim(RecordsClaim shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        (_shape, _schema) = (shape, shape.CreateSchema());
        _circuit = new MembershipCircuit(_schema, shape.Depth);
        _compiled = new(() => new CompiledCircuit<MembershipAssignment>(_circuit));
    }

    /// <summary>What a set-up makes keys of.</summary>
    public ConstraintSystem System => _compiled.Value.System;

    /// <summary>Hash of what the circuit follows from: keys are kept under it.</summary>
    public Bytes32 ComputeCircuitHash() => Keccak256.Hash(CanonicalJson.Serialize(new CircuitIdentity(
        "lazai.membership-circuit.v1", [.. _shape.Columns.Select(column => column.Bits)],
        _shape.Columns.Select(column => column.Name).ToImmutableArray().IndexOf(_shape.Label), _shape.Depth)));

    /// <summary>Proves that one of these records is among them, or says why there is no proof.</summary>
    /// <param name="index">Of the record, from 0.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public bool TryProve(
        ImmutableArray<ImmutableArray<ulong>> records,
        int index,
        ProvingKey key,
        ProvingOptions options,
        CancellationToken cancellation,
        [NotNullWhen(true)] out ProvenClaim? proven,
        [NotNullWhen(true)] out MembershipOpening? opening,
        out string refusal)
    {
        ArgumentNullException.ThrowIfNull(key);
        (proven, opening) = (null, null);
        using var random = RandomNumberGenerator.Create();
        Span<byte> bytes = stackalloc byte[48];
        random.GetBytes(bytes);
        var salt = Bn254Scalar.Reduce(bytes);
        var place = _schema.Tree(_shape.Depth, records).Prove((uint)index);
        if (_compiled.Value.Assign(new MembershipAssignment(records[index], place, salt), out var witness) is { } unfit)
        {
            refusal = $"It does not hold of this record: {unfit.Subject} ({unfit.Reason}).";
            return false;
        }

        var outcome = Prover.Prove(key, System, witness!, random, options, cancellation);
        if (outcome is not Proved proved)
        {
            refusal = $"There is no proof: {((NotProved)outcome).Refusal}.";
            return false;
        }

        ImmutableArray<Bytes32> signals = [.. witness!.PublicSignals.Select(signal => signal.ToBytes32())];
        var (verificationKey, proof) = (key.VerificationKey.ToJson(), proved.Proof.ToJson());
        opening = new MembershipOpening(records[index], salt.ToBytes32());
        proven = new ProvenClaim(
            new ClaimContent(Describe(signals, null)!, Keccak256.Hash(verificationKey), Keccak256.Hash(proof), signals), verificationKey, proof);
        refusal = "";
        return true;
    }

    /// <summary>What a proof with these signals proves, in words; null where they are not of this circuit, or the opening is not theirs.</summary>
    /// <param name="signals">The root of the records, then the commitment.</param>
    /// <param name="opening">Names the record, if the reader has it.</param>
    public string? Describe(ImmutableArray<Bytes32> signals, MembershipOpening? opening)
    {
        if (signals.IsDefault || signals.Length != 2)
        {
            return null;
        }

        if (opening is null)
        {
            return $"the record with commitment {signals[1]} is one of the data set.";
        }

        if (!_schema.Fits(opening.Record) || !Bn254Scalar.TryRead(opening.Salt.AsSpan(), out var salt)
            || _circuit.Commit(opening.Record, salt).ToBytes32() != signals[1])
        {
            return null;
        }

        var cells = _shape.Columns.Zip(opening.Record, (column, value) => FormattableString.Invariant($"{column.Name} {value}"));
        return $"the record {string.Join(", ", cells)} is one of the data set.";
    }

    private sealed record CircuitIdentity(string Tag, ImmutableArray<int> ColumnBits, int LabelColumn, int Depth);
}
