using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LazAI.Interop.Tests.Judging;

/// <summary>That the judges can say no, and that their process goes.</summary>
public class JudgeTests(Judge judge) : IClassFixture<Judge>
{
    [JudgeFact]
    public async Task Ask_ForWhatThereIsNot_FailsInsteadOfRefusing()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => judge.AskAsync<object>("nonsense", [new { }]));
        Assert.Contains("not a function", failure.Message, StringComparison.Ordinal);
        failure = await Assert.ThrowsAsync<InvalidOperationException>(() => judge.AskAsync<object>("canonicalize", [new { text = "{" }]));
        Assert.Contains("SyntaxError", failure.Message, StringComparison.Ordinal);
    }

    [JudgeFact]
    public async Task Ask_JudgesThatAreLoadedWhenAsked_AnswersYesNoAndRefuses()
    {
        var identity = (G1: $"0xc0{new string('0', 94)}", G2: $"0xc0{new string('0', 190)}");
        object[] encodings = [new { group = "g1", encoded = identity.G1 }, new { group = "g1", encoded = identity.G2 }];
        Assert.Equal((string?[])[$"0x40{new string('0', 190)}", null], await judge.AskAsync<string?>("curves.parse", encodings));

        var key = Assert.Single(await judge.AskAsync<string?>("bls.publicKeyOf", [new { secret = $"0x{1:x64}" }]))!;
        var signature = Assert.Single(await judge.AskAsync<string>("bls.sign", [new { secret = $"0x{1:x64}", message = "0x61" }]));
        object[] signed =
        [
            new { publicKey = key, message = "0x61", signature }, new { publicKey = key, message = "0x62", signature },
            new { publicKey = identity.G1, message = "0x61", signature = identity.G2 },
        ];
        Assert.Equal([true, false, null], await judge.AskAsync<bool?>("bls.verify", signed));

        var circuit = Assert.Single(await judge.AskAsync<JsonObject>("groth16-circuit.prove", [new { a = "3", b = "5", d = "7" }]));
        object[] proofs = [new { proof = circuit["proof"], factor = "11" }];
        var other = Assert.Single(await judge.AskAsync<JsonObject>("groth16.rerandomise", proofs));
        Assert.False(JsonNode.DeepEquals(circuit["proof"], other));
        object[] statements =
        [
            circuit, new { key = circuit["key"], proof = other, signals = circuit["signals"] }, new { key = circuit["key"], proof = circuit["proof"], signals = (string[])["16", "7"] },
            new { key = circuit["key"], proof = circuit["proof"], signals = (string[])["15", "7", "0"] },
        ];
        Assert.Equal("15", (string?)circuit["signals"]![0]);
        Assert.Equal([true, true, false, null], await judge.AskAsync<bool?>("groth16.verify", statements));

        // iden3's go-iden3-crypto, poseidon_test.go.
        var hash = Assert.Single(await judge.AskAsync<JsonObject>("poseidon.hash", [new { inputs = (string[])["1", "2"], initialState = "0", outputs = 1 }]));
        Assert.All(hash, one => Assert.Equal(
            "7853200120776062878684798364095072458815029376092732009249414926327459813530", (string?)one.Value![0]));
    }

    // The polynomial 0 is 0 everywhere.
    [KzgJudgeFact]
    public async Task Ask_Kzg_AnswersYesNoAndRefuses()
    {
        var (identity, zero) = ($"0xc0{new string('0', 94)}", $"0x{0:x64}");
        object[] claims =
        [
            new { commitment = identity, z = zero, y = zero, proof = identity },
            new { commitment = identity, z = zero, y = $"0x{1:x64}", proof = identity },
            new { commitment = identity, z = zero, y = zero, proof = zero },
        ];
        Assert.Equal([true, false, null], await judge.AskAsync<bool?>("kzg.verifyKzgProof", claims));
    }

    [JudgeFact]
    public async Task Ask_WithTooLongAQuestion_IsRefusedOnThisSide()
    {
        object[] cases = [new { data = new string('0', Judge.MessageCharactersMaximum) }];
        await Assert.ThrowsAsync<InvalidOperationException>(() => judge.AskAsync<object>("keccak256", cases));
    }

    [JudgeFact]
    public async Task Dispose_OfAJudge_EndsItsProcess()
    {
        var other = new Judge();
        await other.InitializeAsync();
        using var process = Process.GetProcessById(other.ProcessId);
        Assert.False(process.HasExited);
        await other.DisposeAsync();
        Assert.True(process.HasExited);
    }
}
