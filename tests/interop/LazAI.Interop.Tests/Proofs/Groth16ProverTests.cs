using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LazAI.Cryptography.Groth16;
using LazAI.Cryptography.Groth16.Proving;
using LazAI.Cryptography.R1cs.Files;
using LazAI.Cryptography.Tests.Groth16.Proving;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Interop.Tests.Proofs;

/// <summary>
/// snarkjs believes our proofs, proves from our files, and its keys serve our prover. No proof is of the same bytes twice, so each side
/// judges the other's.
/// </summary>
public class Groth16ProverTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    private const int ProofsOfItsKey = 10;
    private static readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    [JudgeFact]
    public async Task ProofAndFiles_OfOurKeys_SatisfySnarkJs()
    {
        var random = TestSeed.Create(output);
        foreach (var (constraints, publicSignals) in ((int, int)[])[(1, 0), (6, 2), (7, 0), (8, 0), (250, 5)])
        {
            await CheckAsync(SyntheticSystem.Create(random, constraints, publicSignals));
        }
    }

    [JudgeFact]
    public async Task Prove_WithSnarkJssFiles_SatisfiesSnarkJs()
    {
        var random = TestSeed.Create(output);
        var files = await judge.AskAsync<JsonObject>("groth16-circuit.files", Enumerable.Range(0, ProofsOfItsKey).Select(_ => new
        {
            a = random.NextInt64().ToString(),
            b = random.NextInt64().ToString(),
            d = random.NextInt64().ToString(),
        }));
        foreach (var file in files)
        {
            Assert.True(ProvingKey.TryReadZkey(Convert.FromBase64String((string)file["zkey"]!), out var key, out _));
            var wtns = Convert.FromBase64String((string)file["wtns"]!);
            Assert.Equal(R1csFileRefusal.None, WitnessFile.Read(wtns, key.PublicSignals, out var witness));
            Assert.Equal(wtns, WitnessFile.Write(witness!));
            var proof = Assert.IsType<Proved>(Prover.Prove(key, witness!, _random)).Proof;
            var signals = PublicSignals.ToJson(witness!.PublicSignals);
            Assert.True(await VerifyAsync(Utf8(file["key"]!), proof.ToJson(), signals));

            // Written again it is still a key that snarkjs proves with.
            var theirs = Assert.Single(await judge.AskAsync<JsonObject>(
                "groth16-circuit.proveFiles", [new { zkey = Convert.ToBase64String(key.ToZkey()), wtns = (string)file["wtns"]! }]));
            Assert.True(JsonNode.DeepEquals(file["key"], theirs["key"]));
            Assert.True(await VerifyAsync(Utf8(file["key"]!), Utf8(theirs["proof"]!), signals));
        }
    }

    private async Task CheckAsync(SyntheticSystem synthetic)
    {
        var key = InsecureDevelopmentSetup.Create(synthetic.System, _random);
        var ours = Assert.IsType<Proved>(Prover.Prove(key, synthetic.System, synthetic.Witness, _random)).Proof;
        var signals = PublicSignals.ToJson(synthetic.Witness.PublicSignals);
        Assert.True(await VerifyAsync(key.VerificationKey.ToJson(), ours.ToJson(), signals));

        var theirs = Assert.Single(await judge.AskAsync<JsonObject>(
            "groth16-circuit.proveFiles",
            [new { zkey = Convert.ToBase64String(key.ToZkey()), wtns = Convert.ToBase64String(WitnessFile.Write(synthetic.Witness)) }]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(key.VerificationKey.ToJson()), theirs["key"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(signals), theirs["signals"]));
        Assert.True(Proof.TryParse(Utf8(theirs["proof"]!), out var proof, out _));
        Assert.True(key.VerificationKey.Verify(in proof, synthetic.Witness.PublicSignals.AsSpan(), out _));
    }

    private async Task<bool> VerifyAsync(byte[] key, byte[] proof, byte[] signals) => Assert.Single(await judge.AskAsync<bool?>(
        "groth16.verify", [new { key = JsonNode.Parse(key), proof = JsonNode.Parse(proof), signals = JsonNode.Parse(signals) }])) == true;

    private static byte[] Utf8(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
