using System.Security.Cryptography;
using LazAI.Client.Proving;
using LazAI.Cryptography.Groth16.Proving;
using LazAI.Engines;
using LazAI.Engines.Circuits;
using LazAI.Protocol.Models;
using Xunit;

namespace LazAI.Testing;

/// <summary>An int8 perceptron with a development set-up of its own: genuine keys and proofs, made here.</summary>
public sealed class ProvenModel
{
    private readonly byte[] _key;

    public ProvenModel(ReadOnlyMemory<byte> weights)
    {
        Weights = weights;
        Assert.True(
            InferenceCircuit.TryCreate(Int8MlpEngine.Id, Int8MlpEngine.Version, weights.Span, out var circuit, out var refusal), refusal);
        using var random = RandomNumberGenerator.Create();
        var key = InsecureDevelopmentSetup.Create(circuit.System, random, Environment.ProcessorCount);
        _key = key.ToBytes();
        ZeroKnowledge = ZeroKnowledgeConfig.Of(circuit, key, _key);
    }

    public ReadOnlyMemory<byte> Weights { get; }

    public ReadOnlyMemory<byte> ProvingKey => _key;

    public ZeroKnowledgeConfig ZeroKnowledge { get; }

    /// <summary>The smallest of use: four inputs, three hidden, two classes.</summary>
    public static ProvenModel CreateTiny()
    {
        Assert.True(Int8MlpModel.TryCreate(
            [
                new Int8MlpLayer(4, [1, 2, 3], [.. Enumerable.Range(0, 12).Select(i => (sbyte)((i * 7 % 23) - 5))], 2),
                new Int8MlpLayer(3, [4, 5], [1, 2, 3, 4, 5, 6], 0),
            ],
            out var model,
            out _));
        return new ProvenModel(model.Encode());
    }

    /// <summary>A prover for a description that names this model.</summary>
    public InferenceProver ProverOf(ModelDescription description)
    {
        Assert.True(InferenceProver.TryCreate(description, Weights.Span, _key, 1L << 30, out var prover, out var refusal), refusal);
        return prover;
    }
}
