using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Poseidon;
using LazAI.Cryptography.Tests.Curves.Lanes;
using LazAI.Cryptography.Tests.Vectors;
using LazAI.Testing.Vectors;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Tests.Poseidon;

public class PoseidonVectorTests
{
    private const string Family = "crypto/poseidon";

    [VectorTheory]
    [VectorFiles("crypto/poseidon")]
    public void Poseidon_EveryVectorOfFile_Holds(string file) => VectorRun.EachCase(Family, file, vector =>
    {
        if (vector.Has("per_width"))
        {
            CheckParameters(vector);
        }
        else if (vector.Has("levels"))
        {
            CheckTree(vector);
        }
        else
        {
            var inputs = Scalars(vector, "inputs");
            var expected = Scalars(vector, "outputs");
            var outputs = new Bn254Scalar[expected.Length];
            var initialState = Bn254Scalar.Parse(vector.Text("initial_state"));
            PoseidonHash.Hash(inputs, initialState, outputs);
            Assert.Equal(expected, outputs);
            if (initialState.IsZero)
            {
                CheckBatch(inputs, expected[0]);
            }
        }
    });

    private static void CheckParameters(JsonElement vector)
    {
        Assert.Equal(vector.Text("modulus"), Bn254Scalar.Modulus.ToString());
        Assert.Equal(PoseidonParameters.FullRounds, vector.GetProperty("R_F").GetInt32());
        var widths = vector.GetProperty("per_width").EnumerateArray().ToArray();
        Assert.Equal(PoseidonParameters.WidthMaximum - PoseidonParameters.WidthMinimum + 1, widths.Length);
        foreach (var width in widths)
        {
            var parameters = new PoseidonParameters(width.GetProperty("t").GetInt32());
            Assert.Equal(width.GetProperty("R_P").GetInt32(), parameters.PartialRounds);
            Assert.Equal(width.GetProperty("round_constants").GetInt32(), parameters.RoundConstants.Length);
            Assert.Equal(width.Text("first_round_constant"), "0x" + parameters.RoundConstants[0]);
            Assert.Equal(width.Text("last_round_constant"), "0x" + parameters.RoundConstants[^1]);
            Assert.Equal(width.Text("mds_0_0"), "0x" + parameters.Matrix[0]);
            Assert.Equal(width.Text("mds_last"), "0x" + parameters.Matrix[^1]);
            Assert.Equal(width.Text("sha256_of_round_constants_be32"), Digest(parameters.RoundConstants));
            Assert.Equal(width.Text("sha256_of_mds_row_major_be32"), Digest(parameters.Matrix));
        }
    }

    // In each lane, of whole groups and of one that is not full.
    private static void CheckBatch(Bn254Scalar[] inputs, Bn254Scalar expected)
    {
        const int Count = 10;
        Bn254Scalar[] all = [.. Enumerable.Repeat(inputs, Count).SelectMany(one => one)];
        foreach (var path in LanePoints.Paths)
        {
            var hashes = new Bn254Scalar[Count];
            LanePaths.On(path, () => PoseidonHash.HashBatch(all, inputs.Length, hashes));
            Assert.Equal(Enumerable.Repeat(expected, Count), hashes);
        }
    }

    private static void CheckTree(JsonElement vector)
    {
        var levels = vector.GetProperty("levels").EnumerateArray().Select(Scalars).ToArray();
        for (var level = 1; level < levels.Length; level++)
        {
            Assert.Equal(levels[level], levels[level - 1].Chunk(2).Select(pair => PoseidonHash.Hash(pair)));
        }

        foreach (var path in LanePoints.Paths)
        {
            var tree = LanePaths.On(path, () => new PoseidonMerkleTree(levels.Length - 1, Scalars(vector, "leaves")));
            Assert.Equal(levels[^1].Single(), tree.Root);
            for (uint index = 0; index < tree.Capacity; index++)
            {
                Assert.Equal(levels.SkipLast(1).Select((level, height) => level[index >> height ^ 1]), tree.Prove(index).Siblings);
            }
        }
    }

    private static string Digest(Fr[] elements)
    {
        var bytes = new byte[Fr.Size * elements.Length];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i].Write(bytes.AsSpan(Fr.Size * i, Fr.Size));
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    private static Bn254Scalar[] Scalars(JsonElement vector, string member) => Scalars(vector.GetProperty(member));

    private static Bn254Scalar[] Scalars(JsonElement array) => [.. array.EnumerateArray().Select(text => Bn254Scalar.Parse(text.GetString()!))];
}
