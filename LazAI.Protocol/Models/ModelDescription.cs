using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Models;

/// <summary>All that a publisher says of a model (PROTOCOL §6). Its canonical JSON is what the registration's signature binds.</summary>
/// <param name="Publisher">Who publishes it and is paid as its owner.</param>
/// <param name="Name">1 to 64 characters.</param>
/// <param name="Version">1 to 32 characters.</param>
/// <param name="Commitment">Merkle root over the weight chunks (<see cref="ModelCommitment"/>).</param>
/// <param name="WeightsHash">Keccak-256 of the whole weight file, under which it is stored.</param>
/// <param name="WeightsBytes">Size of the weight file.</param>
/// <param name="Determinism">What must be the same for the result to be the same.</param>
/// <param name="Price">Fee of one task.</param>
/// <param name="LeaseSlots">Slots that a worker has for one task; 0 takes the rules' value.</param>
/// <param name="ChallengeWindowSlots">Slots in which an optimistic result may be challenged; 0 takes the rules' value.</param>
/// <param name="InputBytes">Exact size of an input, 0 where it varies.</param>
/// <param name="VerifyModes">The modes in which results of this model can be verified.</param>
/// <param name="Evidence">Which evidence a worker must bring to run it.</param>
/// <param name="ZeroKnowledge">How its inferences are proven; null where they are not.</param>
public sealed record ModelDescription(
    Address Publisher,
    string Name,
    string Version,
    Bytes32 Commitment,
    Bytes32 WeightsHash,
    long WeightsBytes,
    DeterminismConfig Determinism,
    Amount Price,
    long LeaseSlots,
    long ChallengeWindowSlots,
    int InputBytes,
    ImmutableArray<VerifyMode> VerifyModes,
    EvidencePolicy Evidence,
    ZeroKnowledgeConfig? ZeroKnowledge = null)
{
    public const string IdentityEncodeType = "Model(address publisher,string name,string version)";

    private static readonly Bytes32 s_identityTypeHash = Eip712.TypeHash(IdentityEncodeType);

    /// <summary><c>modelId = structHash(Model{publisher, name, version})</c>.</summary>
    public ModelId ComputeModelId()
    {
        var hasher = new Eip712StructHasher(s_identityTypeHash);
        hasher.Append(Publisher);
        hasher.AppendString(Name);
        hasher.AppendString(Version);
        return new ModelId(hasher.Finish());
    }

    /// <summary>What a <see cref="ModelRegistration"/> signs of it.</summary>
    public Bytes32 ComputeHash() => Keccak256.Hash(CanonicalJson.Serialize(this));
}

/// <summary>The determinism configuration of S4; its hash enters every objective commitment.</summary>
/// <param name="Engine">Id of the engine, for instance <c>lazai.int8-mlp</c>.</param>
/// <param name="EngineVersion">Version of the engine's semantics.</param>
/// <param name="Quantisation">How numbers are represented.</param>
/// <param name="Seed">Seed of whatever the engine draws; 0 where it draws nothing.</param>
/// <param name="Sampling">Whether outputs are sampled. Must be off, as results are compared bit by bit.</param>
/// <param name="OutputElementsMaximum">Longest output, in the engine's elements.</param>
public sealed record DeterminismConfig(
    string Engine, string EngineVersion, string Quantisation, long Seed, bool Sampling, int OutputElementsMaximum)
{
    /// <summary><c>detConfigHash</c>: Keccak-256 of the canonical JSON.</summary>
    public Bytes32 ComputeHash() => Keccak256.Hash(CanonicalJson.Serialize(this));
}
