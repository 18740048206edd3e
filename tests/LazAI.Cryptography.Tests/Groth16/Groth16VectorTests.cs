using System.Text;
using System.Text.Json;
using LazAI.Cryptography.Groth16;
using LazAI.Cryptography.Tests.Vectors;
using LazAI.Testing.Vectors;

namespace LazAI.Cryptography.Tests.Groth16;

public class Groth16VectorTests
{
    private const string Family = "crypto/groth16";

    [VectorTheory]
    [VectorFiles("crypto/groth16")]
    public void Groth16_EveryVectorOfFile_HoldsOnEveryPath(string name) => VectorRun.OnEachPath(() => Run(name));

    private static void Run(string name)
    {
        var file = VectorSuite.Files(Family).Single(candidate => candidate.Name == name);
        var root = file.ReadJson();
        if (root.Has("key_acceptable"))
        {
            VectorRun.All(file, [(root, UnacceptableKey)]);
            return;
        }

        Assert.True(VerificationKey.TryParse(Json(root, "vk"), out var key, out _));
        Assert.True(JsonElement.DeepEquals(root.GetProperty("vk"), JsonDocument.Parse(key.ToJson()).RootElement));
        Action<JsonElement> check = vector => Case(key, vector);
        VectorRun.All(file, root.GetProperty("cases").EnumerateArray().Select(vector => (vector, check)));
    }

    private static void Case(VerificationKey key, JsonElement vector)
    {
        var valid = Proof.TryParse(Json(vector, "proof"), out var proof, out var refusal);
        valid = valid && PublicSignals.TryParse(Json(vector, "publicSignals"), out var signals, out refusal)
            && key.Verify(in proof, signals, out refusal);
        Assert.Equal(vector.GetProperty("expected").GetBoolean(), valid);
        Assert.Equal(valid, refusal == Groth16Refusal.None);
        Assert.Equal(Expected(vector.Text("name")) ?? refusal, refusal);
    }

    // What is wrong with a case is in its name, if it is one of these.
    private static Groth16Refusal? Expected(string name) => name switch
    {
        _ when name.StartsWith("valid_", StringComparison.Ordinal) => Groth16Refusal.None,
        "public_0_plus_r_alias" => Groth16Refusal.SignalNotBelowOrder,
        "public_too_few" or "public_too_many" or "trailing_zero_public_dropped" => Groth16Refusal.SignalCountMismatch,
        "a_not_on_curve" or "b_fp2_halves_swapped" => Groth16Refusal.NotOnCurve,
        "a_x_plus_p_non_canonical" => Groth16Refusal.CoordinateNotBelowModulus,
        "b_not_in_subgroup" => Groth16Refusal.NotInSubgroup,
        "public_0_plus_one" or "public_last_plus_one" or "a_negated" or "c_plus_generator" or "a_c_exchanged" or "a_infinity"
            or "proof_of_other_instance" => Groth16Refusal.EquationDoesNotHold,
        _ => null,
    };

    private static void UnacceptableKey(JsonElement vector)
    {
        Assert.False(vector.GetProperty("key_acceptable").GetBoolean());
        Assert.True(Proof.TryParse(Json(vector, "proof"), out _, out _));
        Assert.True(PublicSignals.TryParse(Json(vector, "publicSignals"), out _, out _));
        Assert.False(VerificationKey.TryParse(Json(vector, "vk"), out var key, out var refusal));
        Assert.Null(key);
        Assert.Equal(Groth16Refusal.ForgeableKey, refusal);
    }

    private static byte[] Json(JsonElement element, string member) => Encoding.UTF8.GetBytes(element.GetProperty(member).GetRawText());
}
