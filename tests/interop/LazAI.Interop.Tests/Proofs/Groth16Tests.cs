using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Groth16;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;

namespace LazAI.Interop.Tests.Proofs;

/// <summary>
/// Our verdict on a statement is snarkjs's: of proofs by its prover and of proofs that were made from a key's trapdoors, valid, turned into
/// others of the same statement, and changed. Where we are stricter on purpose is listed.
/// </summary>
public class Groth16Tests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    private const int Keys = 8;
    private const int ProofsOfAKey = 75;
    private const int ProverProofs = 50;

    // snarkjs answers null where it throws.
    private sealed record Statement(JsonNode Key, JsonNode Proof, JsonNode Signals);

    [JudgeFact]
    public async Task Verify_ProofsFromTrapdoors_AgreesWithSnarkJs()
    {
        var random = TestSeed.Create(output);
        var statements = new List<Statement>();
        for (var signalCount = 0; signalCount < Keys; signalCount++)
        {
            var trapdoors = Trapdoors(random, signalCount);
            var key = Assert.Single(await judge.AskAsync<JsonObject>("groth16.keyFrom", [trapdoors]));
            var signals = Enumerable.Range(0, ProofsOfAKey).Select(_ => Signals(random, signalCount)).ToArray();
            var proofs = await judge.AskAsync<JsonObject>(
                "groth16.proofFrom", signals.Select(some => new { trapdoors, signals = some, a = Number(random), b = Number(random) }));
            statements.AddRange(proofs.Zip(signals, (proof, some) => new Statement(key, proof, some)));
        }

        Assert.All(await CheckAsync(statements), Assert.True);
        await CheckChangedAsync(random, statements, statements.Count / 2);
    }

    [JudgeFact]
    public async Task Verify_ProofsByTheProver_AgreesWithSnarkJs()
    {
        var random = TestSeed.Create(output);
        var circuits = await judge.AskAsync<JsonObject>(
            "groth16-circuit.prove", Enumerable.Range(0, ProverProofs).Select(_ => new { a = Number(random), b = Number(random), d = Number(random) }));
        Statement[] statements = [.. circuits.Select(one => new Statement(one["key"]!, one["proof"]!, one["signals"]!))];
        Assert.All(await CheckAsync(statements), Assert.True);

        // -1 gives (-A, -B, C).
        var others = await judge.AskAsync<JsonObject>("groth16.rerandomise", statements.Select((one, i) =>
            new { proof = one.Proof, factor = i % 10 == 0 ? (Bn254Scalar.Modulus - 1).ToString() : Number(random) }));
        Assert.All(
            await CheckAsync([.. statements.Zip(others, (one, other) => one with { Proof = other })]),
            Assert.True);
        await CheckChangedAsync(random, statements, ProverProofs);
    }

    [JudgeFact]
    public async Task ToJson_OfWhatWasRead_IsWhatSnarkJsWrote()
    {
        var random = TestSeed.Create(output);
        var circuit = Assert.Single(await judge.AskAsync<JsonObject>(
            "groth16-circuit.prove", [new { a = Number(random), b = Number(random), d = Number(random) }]));
        Assert.True(VerificationKey.TryParse(Utf8(circuit["key"]!), out var key, out _));
        Assert.True(Proof.TryParse(Utf8(circuit["proof"]!), out var proof, out _));
        Assert.True(PublicSignals.TryParse(Utf8(circuit["signals"]!), out var signals, out _));
        AssertJson(circuit["key"]!, key.ToJson());
        AssertJson(circuit["proof"]!, proof.ToJson());
        AssertJson(circuit["signals"]!, PublicSignals.ToJson(signals));
    }

    // Each of these is a second form of something valid, or a key that anyone can forge with.
    [JudgeFact]
    public async Task Verify_WhatSnarkJsTakesAndWeRefuse_IsThisList()
    {
        var random = TestSeed.Create(output);
        var trapdoors = new { alpha = Number(random), beta = Number(random), gamma = "1", delta = Number(random), ic = (string[])[Number(random), Number(random)] };
        var key = Assert.Single(await judge.AskAsync<JsonObject>("groth16.keyFrom", [trapdoors]));
        var uncontributed = Assert.Single(await judge.AskAsync<JsonObject>("groth16.keyFrom", [trapdoors with { delta = "1" }]));
        string[] zero = ["0"];
        var proof = Assert.Single(await judge.AskAsync<JsonObject>(
            "groth16.proofFrom", [new { trapdoors, signals = zero, a = Number(random), b = Number(random) }]));
        var forged = Assert.Single(await judge.AskAsync<JsonObject>(
            "groth16.proofFrom", [new { trapdoors = trapdoors with { delta = "1" }, signals = zero, a = Number(random), b = Number(random) }]));

        var valid = new Statement(key, proof, new JsonArray("0"));
        (string Name, Statement Statement, bool? SnarkJs, Groth16Refusal Ours)[] list =
        [
            ("valid", valid, true, Groth16Refusal.None),
            ("coordinate of p or more", Changed(valid, proof => proof["pi_a"]![0] = Plus(proof["pi_a"]![0]!, Fp.Modulus)), true, Groth16Refusal.CoordinateNotBelowModulus),
            ("leading zero", Changed(valid, proof => proof["pi_a"]![0] = "0" + proof["pi_a"]![0]), true, Groth16Refusal.MalformedNumber),
            ("number instead of text", Changed(valid, proof => proof["pi_a"]![2] = 1), true, Groth16Refusal.MalformedJson),
            ("unknown member", Changed(valid, proof => proof["memo"] = "x"), true, Groth16Refusal.UnexpectedMember),
            ("another protocol's name", Changed(valid, proof => proof["protocol"] = "plonk"), true, Groth16Refusal.WrongProtocol),
            ("no protocol", Changed(valid, proof => proof.Remove("protocol")), true, Groth16Refusal.MissingMember),
            ("last signal left out, being 0", valid with { Signals = new JsonArray() }, true, Groth16Refusal.SignalCountMismatch),
            ("one signal too many", valid with { Signals = new JsonArray("0", "0") }, null, Groth16Refusal.SignalCountMismatch),
            ("signal of r", valid with { Signals = new JsonArray(Bn254Scalar.Modulus.ToString()) }, false, Groth16Refusal.SignalNotBelowOrder),
            ("key without a contribution", new Statement(uncontributed, forged, new JsonArray("0")), true, Groth16Refusal.ForgeableKey),
        ];
        var answers = await judge.AskAsync<bool?>("groth16.verify", list.Select(one => one.Statement));
        Assert.Equal(
            list.Select(one => (one.Name, one.SnarkJs, one.Ours)),
            list.Zip(answers, (one, answer) => (one.Name, answer, Refusal(one.Statement))));
    }

    private async Task CheckChangedAsync(Random random, IReadOnlyList<Statement> statements, int count)
    {
        var changed = Enumerable.Range(0, count).Select(i => Change(random, random.Pick(statements), random.Pick(statements), i)).ToArray();
        Assert.All(await CheckAsync(changed), Assert.False);
    }

    private async Task<bool[]> CheckAsync(IReadOnlyList<Statement> statements)
    {
        var answers = await judge.AskAsync<bool?>("groth16.verify", statements);
        var ours = statements.Select(one => Refusal(one) == Groth16Refusal.None).ToArray();
        Assert.All(statements.Index(), one => Assert.Equal((one.Item, answers[one.Index] == true), (one.Item, ours[one.Index])));
        return ours;
    }

    // Nothing of it can be valid: a statement's own points or signals are replaced by others.
    private static Statement Change(Random random, Statement one, Statement other, int i)
    {
        switch (i % 6)
        {
            case 0 when one.Signals.AsArray().Count > 0:
                var signals = one.Signals.DeepClone().AsArray();
                signals[random.Next(signals.Count)] = Number(random);
                return one with { Signals = signals };
            case 1:
                return Changed(one, proof => proof["pi_c"] = Negated(proof["pi_c"]!));
            case 2:
                return Changed(one, proof => proof["pi_a"]![random.Next(2)] = Number(random));
            case 3:
                return Changed(one, proof => proof["pi_b"]![random.Next(2)]![random.Next(2)] = Number(random));
            case 4:
                return Changed(one, proof => proof["pi_a"] = Negated(proof["pi_a"]!));
            default:
                return ReferenceEquals(one, other)
                    ? Changed(one, proof => proof["pi_c"] = proof["pi_a"]!.DeepClone())
                    : Changed(one, proof => proof["pi_a"] = other.Proof["pi_a"]!.DeepClone());
        }
    }

    private static Statement Changed(Statement statement, Action<JsonObject> change)
    {
        var proof = statement.Proof.DeepClone().AsObject();
        change(proof);
        return statement with { Proof = proof };
    }

    private static JsonArray Negated(JsonNode point) =>
        [(string?)point[0], (Fp.Modulus - BigInteger.Parse((string)point[1]!, null)).ToString(), (string?)point[2]];

    private static string Plus(JsonNode number, BigInteger more) => (BigInteger.Parse((string)number!, null) + more).ToString();

    private static Groth16Refusal Refusal(Statement statement)
    {
        _ = VerificationKey.TryParse(Utf8(statement.Key), out var key, out var refusal)
            && Proof.TryParse(Utf8(statement.Proof), out var proof, out refusal)
            && PublicSignals.TryParse(Utf8(statement.Signals), out var signals, out refusal)
            && key.Verify(in proof, signals, out refusal);
        return refusal;
    }

    private static object Trapdoors(Random random, int signalCount) => new
    {
        alpha = Number(random),
        beta = Number(random),
        gamma = "1",
        delta = Number(random),
        ic = Enumerable.Range(0, signalCount + 1).Select(_ => Number(random)).ToArray(),
    };

    private static JsonArray Signals(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (JsonNode)(random.Next(4) == 0 ? random.Next(3).ToString() : Number(random)))];

    private static string Number(Random random) => (Draw.Number(random.Bytes(32)) % (Bn254Scalar.Modulus - 2) + 2).ToString();

    private static void AssertJson(JsonNode expected, byte[] actual) =>
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(actual)), $"{expected}\nis not\n{Encoding.UTF8.GetString(actual)}");

    private static byte[] Utf8(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
