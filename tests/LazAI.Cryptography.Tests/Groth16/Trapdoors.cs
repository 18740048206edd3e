using System.Numerics;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Groth16;
using LazAI.Cryptography.Tests.Bn254;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Tests.Groth16;

/// <summary>
/// The secrets behind a key. Whoever knows them can prove anything, so tests make keys of any number of signals and valid proofs of any
/// signals without a circuit.
/// </summary>
internal sealed record Trapdoors(BigInteger Alpha, BigInteger Beta, BigInteger Gamma, BigInteger Delta, BigInteger[] Ic)
{
    public static Trapdoors Create(Random random, int signals) => new(
        Points.Number(random),
        Points.Number(random),
        1,
        Points.Number(random),
        [.. Enumerable.Range(0, signals + 1).Select(_ => Points.Number(random))]);

    public VerificationKey Key()
    {
        Assert.Equal(Groth16Refusal.None, TryKey(out var key));
        return key!;
    }

    public Groth16Refusal TryKey(out VerificationKey? key)
    {
        VerificationKey.TryCreate(One(Alpha), Two(Beta), Two(Gamma), Two(Delta), [.. Ic.Select(One)], out key, out var refusal);
        return refusal;
    }

    /// <summary>A valid proof: A and B are free, and C solves the equation.</summary>
    public Proof Prove(ReadOnlySpan<Bn254Scalar> signals, Random random)
    {
        var statement = Ic[0];
        for (var i = 0; i < signals.Length; i++)
        {
            statement += signals[i].ToBigInteger() * Ic[i + 1];
        }

        var (a, b) = (Points.Number(random), Points.Number(random));
        return new(One(a), Two(b), One((a * b - Alpha * Beta - Gamma * statement) * BigInteger.ModPow(Delta, Fr.Modulus - 2, Fr.Modulus)));
    }

    public static G1Point One(BigInteger factor) => Points.Multiply(G1Point.Generator, Reduced(factor));

    public static G2Point Two(BigInteger factor) => Points.Multiply(G2Point.Generator, Reduced(factor));

    public static Bn254Scalar[] Signals(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Signal(Points.Number(random)))];

    public static Bn254Scalar Signal(BigInteger number)
    {
        Assert.True(Bn254Scalar.TryCreate(number, out var signal));
        return signal;
    }

    private static BigInteger Reduced(BigInteger number) => (number % Fr.Modulus + Fr.Modulus) % Fr.Modulus;
}
