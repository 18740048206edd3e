using System.Collections.Frozen;
using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Groth16;
using LazAI.Cryptography.Groth16.Proving;
using LazAI.Engines;
using LazAI.Engines.Circuits;
using LazAI.Protocol;
using LazAI.Protocol.Models;
using LazAI.Protocol.Proofs;
using LazAI.Simulation.Kernel;

namespace LazAI.Simulation.Parties;

/// <summary>
/// A few inputs of the simulation's model with genuine proofs of each, by the product's own set-up and prover. A proof takes longer than all
/// else in a run, so these are made once a process and used by all runs; chance of their own makes them the same in every process.
/// </summary>
public sealed class ProvenInferences
{
    private const int InputCount = 5;
    private const int ProofsPerInput = 2;

    private static readonly Lazy<ProvenInferences> s_made = new(() => new ProvenInferences(SimulatedModel.FixedWeights));

    private readonly FrozenDictionary<Bytes32, ImmutableArray<ResultProof>> _proofs;
    private readonly FrozenSet<Bytes32> _genuine;

    private ProvenInferences(byte[] weights)
    {
        var hasCircuit = InferenceCircuit.TryCreate(Int8MlpEngine.Id, Int8MlpEngine.Version, weights, out var circuit, out var refusal);
        Invariant.Require(hasCircuit, $"the simulation's model has a circuit: {refusal}");
        var chance = new SeededRandom(0);
        using var random = chance.AsGenerator();
        var key = InsecureDevelopmentSetup.Create(circuit!.System, random, Environment.ProcessorCount);
        ZeroKnowledge = ZeroKnowledgeConfig.Of(circuit, key, key.ToBytes());
        Inputs = [.. Enumerable.Range(0, InputCount).Select(_ => SimulatedModel.DrawInput(chance))];
        _proofs = Inputs.ToFrozenDictionary(
            input => Keccak256.Hash(input),
            input => Enumerable.Range(0, ProofsPerInput).Select(_ => Prove(circuit, key, input, random)).ToImmutableArray());
        _genuine = _proofs.SelectMany(entry => entry.Value.Select(proof => NameOf(entry.Key, proof.ComputeHash()))).ToFrozenSet();
    }

    public static ProvenInferences Made => s_made.Value;

    /// <summary>How the model says that it is proven.</summary>
    public ZeroKnowledgeConfig ZeroKnowledge { get; }

    /// <summary>Inputs of which there are proofs.</summary>
    public ImmutableArray<byte[]> Inputs { get; }

    /// <summary>The proofs that the model gives this input its result.</summary>
    public ImmutableArray<ResultProof> Of(ReadOnlySpan<byte> input) => _proofs[Keccak256.Hash(input)];

    /// <summary>Whether it is the hash of a proof of this input. Nobody in the simulation can make another one that holds.</summary>
    public bool IsGenuine(ReadOnlySpan<byte> input, Bytes32 proofHash) => _genuine.Contains(NameOf(Keccak256.Hash(input), proofHash));

    private static Bytes32 NameOf(Bytes32 inputHash, Bytes32 proofHash) => Keccak256.Hash([.. inputHash.AsSpan(), .. proofHash.AsSpan()]);

    private static ResultProof Prove(
        InferenceCircuit circuit, ProvingKey key, byte[] input, System.Security.Cryptography.RandomNumberGenerator random)
    {
        var bytes = new byte[48];
        random.GetBytes(bytes);
        var salt = Bn254Scalar.Reduce(bytes);
        var assigned = circuit.TryAssign(input, salt, out var witness);
        Invariant.Require(assigned, "an input of the model's size has a witness");
        return Prover.Prove(key, circuit.System, witness!, random) is Proved proved
            ? new ResultProof(proved.Proof.ToJson(), PublicSignals.ToJson(witness!.PublicSignals), salt.ToBytes32())
            : throw new InvariantViolatedException("a witness of an honest run is proven");
    }
}
