using System.Globalization;
using System.Numerics;
using System.Text.Json;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Tests.Vectors;
using LazAI.Testing.Vectors;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.Tower>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Tests.Bn254;

public class Bn254VectorTests
{
    // Files of the EVM's name their operation; the one without is of values of the pairing.
    [VectorTheory]
    [VectorFiles("crypto/bn254")]
    public void Bn254_EveryVectorOfFile_HoldsOnEveryPath(string name) => VectorRun.OnEachPath(() => VectorRun.EachCase("crypto/bn254", name, name switch
    {
        _ when name.Contains("Add", StringComparison.Ordinal) => vector => Same(vector, Add(vector.Bytes("Input"))),
        _ when name.Contains("Mul", StringComparison.Ordinal) => vector => Same(vector, Multiply(vector.Bytes("Input"))),
        _ when name.Contains("_gt", StringComparison.Ordinal) => Value,
        _ when name.Contains("pairing", StringComparison.OrdinalIgnoreCase) => vector => Same(vector, Check(vector.Bytes("Input"))),
        _ => throw new InvalidDataException($"{name} is not known."),
    }));

    private static byte[]? Add(byte[] input)
    {
        var output = new byte[Eip196.PointSize];
        return Eip196.TryEcAdd(input, output, out var refusal) ? output : Refused(refusal);
    }

    private static byte[]? Multiply(byte[] input)
    {
        var output = new byte[Eip196.PointSize];
        return Eip196.TryEcMul(input, output, out var refusal) ? output : Refused(refusal);
    }

    private static byte[]? Check(byte[] input) =>
        Eip197.TryPairingCheck(input, out var isOne, out var refusal) ? [.. new byte[31], isOne ? (byte)1 : (byte)0] : Refused(refusal);

    private static byte[]? Refused(Bn254Refusal refusal)
    {
        Assert.NotEqual(Bn254Refusal.None, refusal);
        return null;
    }

    private static void Same(JsonElement vector, byte[]? output)
    {
        if (vector.Has("ExpectedError"))
        {
            Assert.Null(output);
            return;
        }

        Assert.Equal(vector.Bytes("Expected"), output);
    }

    private static void Value(JsonElement vector)
    {
        var (a, b) = (Number(vector.GetProperty("a")), Number(vector.GetProperty("b")));
        var g1 = vector.GetProperty("g1");
        var g2 = vector.GetProperty("g2");
        var p = new G1Point(Element(g1[0]), Element(g1[1]));
        var q = new G2Point(new(Element(g2[0][0]), Element(g2[0][1])), new(Element(g2[1][0]), Element(g2[1][1])));
        Assert.Equal(Points.Multiply(G1Point.Generator, a), p);
        Assert.Equal(Points.Multiply(G2Point.Generator, b), q);

        var value = Pairing.Of(in p, in q);
        Assert.Equal(vector.Bytes("gt_canonical_be32x12"), Bytes(value));
        Assert.Equal(value, PairingTests.Power(Pairing.Of(G1Point.Generator, G2Point.Generator), a * b % Fr.Modulus));
    }

    private static byte[] Bytes(Fp12 value)
    {
        var bytes = new byte[12 * Fp.Size];
        var offset = 0;
        foreach (var six in (ReadOnlySpan<LazAI.Cryptography.Fields.CubicExtension<Fp, Tower>>)[value.C0, value.C1])
        {
            foreach (var two in (ReadOnlySpan<LazAI.Cryptography.Fields.QuadraticExtension<Fp>>)[six.C0, six.C1, six.C2])
            {
                two.C0.Write(bytes.AsSpan(offset, Fp.Size));
                two.C1.Write(bytes.AsSpan(offset + Fp.Size, Fp.Size));
                offset += 2 * Fp.Size;
            }
        }

        return bytes;
    }

    private static BigInteger Number(JsonElement text) => BigInteger.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private static Fp Element(JsonElement text) => Points.Element(Number(text));
}
