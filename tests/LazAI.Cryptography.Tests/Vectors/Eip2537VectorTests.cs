using System.Text.Json;
using LazAI.Testing.Vectors;

namespace LazAI.Cryptography.Tests.Vectors;

public class Eip2537VectorTests
{
    private delegate bool Call(ReadOnlySpan<byte> input, Span<byte> output, out Eip2537Refusal refusal);

    [VectorTheory]
    [VectorFiles("crypto/eip2537")]
    public void Call_EveryVectorOfFile_IsAnsweredOrRefusedOnEveryPath(string file) =>
        VectorRun.OnEachPath(() => VectorRun.EachCase("crypto/eip2537", file, vector => Run(file, vector)));

    private static void Run(string file, JsonElement vector)
    {
        var (call, size) = Function(file);
        var (input, output) = (vector.Bytes("Input"), new byte[size]);
        var answered = call(input, output, out var refusal);
        if (vector.Has("Expected"))
        {
            Assert.True(answered, refusal.ToString());
            Assert.Equal(Eip2537Refusal.None, refusal);
            Assert.Equal(vector.Bytes("Expected"), output);
        }
        else
        {
            Assert.False(answered);
            Assert.Equal(Expected(vector) ?? refusal, refusal);
            Assert.NotEqual(Eip2537Refusal.None, refusal);
            Assert.Equal(new byte[size], output);
        }
    }

    // mul, which the EIP had once, is msm of one pair.
    private static (Call Call, int Size) Function(string file) => file.Replace("fail-", "", StringComparison.Ordinal).Split("_bls")[0] switch
    {
        "add_G1" => (Eip2537.TryG1Add, Eip2537.G1Size),
        "add_G2" => (Eip2537.TryG2Add, Eip2537.G2Size),
        "mul_G1" or "msm_G1" => (Eip2537.TryG1Msm, Eip2537.G1Size),
        "mul_G2" or "msm_G2" => (Eip2537.TryG2Msm, Eip2537.G2Size),
        "map_fp_to_G1" => (Eip2537.TryMapFpToG1, Eip2537.G1Size),
        "map_fp2_to_G2" => (Eip2537.TryMapFp2ToG2, Eip2537.G2Size),
        "pairing_check" => (PairingCheck, 32),
        var name => throw new InvalidDataException($"No call is known for {name}."),
    };

    private static bool PairingCheck(ReadOnlySpan<byte> input, Span<byte> output, out Eip2537Refusal refusal)
    {
        var answered = Eip2537.TryPairingCheck(input, out var isOne, out refusal);
        output[^1] = isOne ? (byte)1 : (byte)0;
        return answered;
    }

    // By geth's words; of others, only that there is a refusal.
    private static Eip2537Refusal? Expected(JsonElement vector) => vector.Text("ExpectedError") switch
    {
        "invalid input length" => Eip2537Refusal.LengthInvalid,
        "invalid field element top bytes" => Eip2537Refusal.PaddingNotZero,
        "invalid fp.Element encoding" => Eip2537Refusal.CoordinateNotBelowModulus,
        "invalid point: not on curve" => Eip2537Refusal.NotOnCurve,
        "g1 point is not in the correct subgroup" or "g2 point is not in the correct subgroup" => Eip2537Refusal.NotInSubgroup,
        _ => null,
    };
}
