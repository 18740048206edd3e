using LazAI.Cryptography.Bn254;
using LazAI.Engines.Circuits;
using LazAI.Engines.Digits;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests.Circuits;

/// <summary>The circuit computes what the engine does: judged by the engine itself, on models that were not made for the circuit.</summary>
public sealed class InferenceCircuitTests(ITestOutputHelper output)
{
    [Fact]
    public void TryAssign_GenuineDigits_GivesTheEnginesResultAndItsCommitments()
    {
        var folder = Path.Combine(RepositoryRoot.Path, "models", "digits-8x8");
        var weights = File.ReadAllBytes(Path.Combine(folder, "digits-8x8.int8mlp"));
        Assert.True(HeldOutDigits.TryParse(File.ReadAllBytes(Path.Combine(folder, "heldout-500.bin")), out var digits, out _));
        var circuit = Create(weights);
        var engine = CreateEngine(weights);
        for (var i = 0; i < 25; i++)
        {
            AssertAgrees(circuit, engine, digits.Pixels(i), new Bn254Scalar((ulong)(i * 7_919)));
        }
    }

    [Fact]
    public void TryAssign_RandomPerceptrons_AgreesWithTheEngine()
    {
        var random = TestSeed.Create(output);
        var agreed = 0;
        for (var attempt = 0; agreed < 10; attempt++)
        {
            Assert.True(attempt < 1_000, "Few random models have a circuit.");
            var model = RandomInt8Mlp.Model(random, random.Next(1, 20), random.Next(1, 8), random.Next(2, 6));
            var weights = model.Encode();
            if (!InferenceCircuit.TryCreate(Int8MlpEngine.Id, Int8MlpEngine.Version, weights, out var circuit, out _))
            {
                continue;
            }

            AssertAgrees(circuit, CreateEngine(weights), RandomInt8Mlp.Input(random, model.InputWidth), new Bn254Scalar((ulong)random.NextInt64()));
            agreed++;
        }
    }

    [Fact]
    public void TryAssign_InputOfAnotherSize_GivesNoWitness()
    {
        var circuit = Create(Tiny(1).Encode());
        Assert.False(circuit.TryAssign([1, 2, 3], Bn254Scalar.One, out _));
    }

    [Fact]
    public void TryCreate_WhatHasNoCircuit_IsRefusedByName()
    {
        Assert.False(InferenceCircuit.TryCreate("their.engine", "1", Tiny(1).Encode(), out _, out var engine));
        Assert.Contains("their.engine", engine, StringComparison.Ordinal);
        Assert.False(InferenceCircuit.TryCreate(Int8MlpEngine.Id, Int8MlpEngine.Version, [1, 2, 3], out _, out var weights));
        Assert.Contains("no int8 perceptron", weights, StringComparison.Ordinal);
        Assert.False(InferenceCircuit.TryCreate(Int8MlpEngine.Id, Int8MlpEngine.Version, Tiny(1 << 30).Encode(), out _, out var bias));
        Assert.Contains("31 bits", bias, StringComparison.Ordinal);
        Assert.True(Int8MlpModel.TryCreate(
            [new Int8MlpLayer(Int8MlpModel.WidthMaximum, [1, 2, 3], [.. new sbyte[3 * Int8MlpModel.WidthMaximum]], 0)], out var wide, out _));
        Assert.False(InferenceCircuit.TryCreate(Int8MlpEngine.Id, Int8MlpEngine.Version, wide.Encode(), out _, out var size));
        Assert.Contains("at most", size, StringComparison.Ordinal);
    }

    private static void AssertAgrees(InferenceCircuit circuit, IModelEngine engine, ReadOnlySpan<byte> input, Bn254Scalar salt)
    {
        Assert.True(engine.TryRun("{}", input, out var encoded, out _));
        Assert.True(ClassificationResult.TryParse(encoded, out var result));
        Assert.True(circuit.TryAssign(input, salt, out var witness));
        Assert.Equal(
            InferenceSignals.Of(circuit.WeightsCommitment, input, result, salt), InferenceSignals.From(witness.PublicSignals.AsSpan()));
    }

    private static Int8MlpModel Tiny(int bias)
    {
        Assert.True(Int8MlpModel.TryCreate([new Int8MlpLayer(2, [bias, 2], [1, -2, 3, -4], 0)], out var model, out var refusal), refusal.ToString());
        return model;
    }

    private static InferenceCircuit Create(byte[] weights)
    {
        Assert.True(InferenceCircuit.TryCreate(Int8MlpEngine.Id, Int8MlpEngine.Version, weights, out var circuit, out var refusal), refusal);
        return circuit;
    }

    private static IModelEngine CreateEngine(byte[] weights)
    {
        Assert.True(EngineCatalog.TryCreate(Int8MlpEngine.Id, Int8MlpEngine.Version, weights, out var engine, out var refusal), refusal);
        return engine;
    }
}
