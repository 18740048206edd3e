using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using LazAI.Cryptography;
using LazAI.Cryptography.Groth16.Proving;
using LazAI.Cryptography.R1cs;
using LazAI.Cryptography.R1cs.Circuits;
using LazAI.Protocol.Ownership;

namespace LazAI.Client.Claims;

/// <summary>A claim with its proof, as <see cref="DataSets.DataSetOrders.StateClaim"/> takes it.</summary>
public sealed record ProvenClaim(ClaimContent Content, ReadOnlyMemory<byte> VerificationKey, ReadOnlyMemory<byte> Proof);

/// <summary>Proves claims of one kind about data sets, where the records are (PROTOCOL §13): they do not leave this process.</summary>
public sealed class RecordsClaimProver
{
    private readonly RecordsClaim _claim;
    private readonly CompiledCircuit<DatasetAssignment> _circuit;

    public RecordsClaimProver(RecordsClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        _claim = claim;
        _circuit = new CompiledCircuit<DatasetAssignment>(claim.CreateCircuit());
    }

    /// <summary>What a set-up makes keys of.</summary>
    public ConstraintSystem System => _circuit.System;

    /// <summary>The root of records, which an enclave has to have anchored.</summary>
    public Bytes32 ComputeRoot(ImmutableArray<ImmutableArray<ulong>> records) => _claim.ComputeRoot(records);

    /// <summary>Proves the claim of these records, or says what does not hold.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public bool TryProve(
        ImmutableArray<ImmutableArray<ulong>> records,
        ProvingKey key,
        ProvingOptions options,
        CancellationToken cancellation,
        [NotNullWhen(true)] out ProvenClaim? proven,
        out string refusal)
    {
        ArgumentNullException.ThrowIfNull(key);
        proven = null;
        var assignment = new DatasetAssignment(records, [.. _claim.Claims.Select(claim => claim.Bounds)]);
        if (_circuit.Assign(assignment, out var witness) is { } unfit)
        {
            refusal = $"It does not hold of these records: {unfit.Subject} ({unfit.Reason}).";
            return false;
        }

        using var random = RandomNumberGenerator.Create();
        var outcome = Prover.Prove(key, System, witness!, random, options, cancellation);
        if (outcome is not Proved proved)
        {
            refusal = $"There is no proof: {((NotProved)outcome).Refusal}.";
            return false;
        }

        ImmutableArray<Bytes32> signals = [.. witness!.PublicSignals.Select(signal => signal.ToBytes32())];
        var (verificationKey, proof) = (key.VerificationKey.ToJson(), proved.Proof.ToJson());
        proven = new ProvenClaim(
            new ClaimContent(_claim.Describe(signals)!, Keccak256.Hash(verificationKey), Keccak256.Hash(proof), signals), verificationKey, proof);
        refusal = "";
        return true;
    }
}
