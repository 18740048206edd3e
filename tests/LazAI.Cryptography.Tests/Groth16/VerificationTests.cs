using System.Numerics;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Groth16;
using LazAI.Cryptography.Tests.Bn254;
using Xunit.Abstractions;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Tests.Groth16;

public class VerificationTests(ITestOutputHelper output)
{
    private const int Seed = 20261126;

    private readonly Random _random = Seeded(output);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(40)]
    public void Proof_OfItsSignals_IsValidAndOfOthersFalse(int count)
    {
        var trapdoors = Trapdoors.Create(_random, count);
        var key = trapdoors.Key();
        var signals = Trapdoors.Signals(_random, count);
        var proof = trapdoors.Prove(signals, _random);
        Assert.Equal(count, key.SignalCount);
        Assert.Equal(Groth16Refusal.None, Verify(key, proof, signals));
        for (var i = 0; i < count; i++)
        {
            var others = signals.ToArray();
            others[i] += Bn254Scalar.One;
            Assert.Equal(Groth16Refusal.EquationDoesNotHold, Verify(key, proof, others));
        }

        Assert.Equal(Groth16Refusal.SignalCountMismatch, Verify(key, proof, [.. signals, Bn254Scalar.Zero]));
        if (count > 0)
        {
            Assert.Equal(Groth16Refusal.SignalCountMismatch, Verify(key, proof, signals[..^1]));
        }
    }

    // Signals at the borders of the words into which they are cut.
    [Fact]
    public void Signals_OfEverySize_EnterTheEquation()
    {
        var trapdoors = Trapdoors.Create(_random, 2);
        var key = trapdoors.Key();
        var numbers = new[] { 0, 1, Fr.Modulus - 1, Fr.Modulus / 2 }
            .Concat(((int[])[4, 5, 63, 64, 65, 127, 128, 192, 253]).SelectMany(bits => Around(BigInteger.One << bits)))
            .ToArray();
        foreach (var number in numbers)
        {
            Bn254Scalar[] signals = [Trapdoors.Signal(number), Trapdoors.Signal(Fr.Modulus - 1 - number)];
            Assert.Equal(Groth16Refusal.None, Verify(key, trapdoors.Prove(signals, _random), signals));
        }

        static BigInteger[] Around(BigInteger number) => [number - 1, number, number + 1];
    }

    // (kA, B/k, C), (-A, -B, C) and (A, B + kδ, C + kA) prove what (A, B, C) does.
    [Fact]
    public void Proof_Rerandomised_IsValid()
    {
        var trapdoors = Trapdoors.Create(_random, 1);
        var key = trapdoors.Key();
        var signals = Trapdoors.Signals(_random, 1);
        var proof = trapdoors.Prove(signals, _random);
        Assert.Equal(Groth16Refusal.None, Verify(key, new(-proof.A, -proof.B, in proof.C), signals));
        for (var i = 0; i < 5; i++)
        {
            var k = Points.Number(_random);
            var inverse = BigInteger.ModPow(k, Fr.Modulus - 2, Fr.Modulus);
            var scaled = new Proof(Points.Multiply(proof.A, k), Points.Multiply(proof.B, inverse), in proof.C);
            Assert.NotEqual(proof, scaled);
            Assert.Equal(Groth16Refusal.None, Verify(key, scaled, signals));

            var shifted = new Proof(
                in proof.A,
                Points.Sum(proof.B, Points.Multiply(key.Delta, k)),
                Points.Sum(proof.C, Points.Multiply(proof.A, k)));
            Assert.Equal(Groth16Refusal.None, Verify(key, shifted, signals));
        }
    }

    [Fact]
    public void Proof_WithInfinityOrExchangedPoints_IsFalse()
    {
        var trapdoors = Trapdoors.Create(_random, 1);
        var key = trapdoors.Key();
        var signals = Trapdoors.Signals(_random, 1);
        var proof = trapdoors.Prove(signals, _random);
        Proof[] changed =
        [
            default,
            new(G1Point.Infinity, in proof.B, in proof.C),
            new(in proof.A, G2Point.Infinity, in proof.C),
            new(in proof.A, in proof.B, G1Point.Infinity),
            new(in proof.C, in proof.B, in proof.A),
            new(-proof.A, in proof.B, in proof.C),
            new(in proof.A, -proof.B, in proof.C),
            new(in proof.A, in proof.B, -proof.C),
        ];
        Assert.All(changed, other => Assert.Equal(Groth16Refusal.EquationDoesNotHold, Verify(key, other, signals)));
    }

    // With C at infinity there is a valid proof, too.
    [Fact]
    public void Proof_WithCAtInfinity_IsJudgedByTheEquation()
    {
        var trapdoors = Trapdoors.Create(_random, 1);
        var signals = Trapdoors.Signals(_random, 1);
        var statement = trapdoors.Ic[0] + signals[0].ToBigInteger() * trapdoors.Ic[1];
        var proof = new Proof(Trapdoors.One(trapdoors.Alpha * trapdoors.Beta + statement), G2Point.Generator, G1Point.Infinity);
        Assert.Equal(Groth16Refusal.None, Verify(trapdoors.Key(), proof, signals));
        Assert.True(Proof.TryParse(proof.ToJson(), out var parsed, out _));
        Assert.Equal(proof, parsed);
    }

    [Fact]
    public void Key_WithInfinity_IsRefused()
    {
        var good = Trapdoors.Create(_random, 2);
        Trapdoors[] bad =
        [
            good with { Alpha = 0 },
            good with { Beta = 0 },
            good with { Gamma = 0 },
            good with { Delta = 0 },
            good with { Ic = [0, 1, 2] },
            good with { Ic = [1, 0, 2] },
            good with { Ic = [1, 2, 0] },
        ];
        Assert.All(bad, trapdoors => Assert.Equal(Groth16Refusal.InfinityInKey, trapdoors.TryKey(out _)));
    }

    [Fact]
    public void Key_WithRelatedPoints_IsRefused()
    {
        var good = Trapdoors.Create(_random, 1);
        Trapdoors[] bad =
        [
            good with { Delta = good.Gamma },
            good with { Delta = -good.Gamma },
            good with { Beta = good.Gamma },
            good with { Beta = -good.Gamma },
            good with { Beta = good.Delta },
            good with { Beta = -good.Delta },
        ];
        Assert.All(bad, trapdoors => Assert.Equal(Groth16Refusal.ForgeableKey, trapdoors.TryKey(out _)));
    }

    // Why such keys are refused: these proofs need no trapdoor. The equation is checked by its definition, since there is no key.
    [Fact]
    public void Key_WithRelatedPoints_WouldBeForgeable()
    {
        var good = Trapdoors.Create(_random, 1);
        var statement = Trapdoors.One(good.Ic[0]);
        var alpha = Trapdoors.One(good.Alpha);
        foreach (var sign in (int[])[1, -1])
        {
            var bad = good with { Delta = sign * good.Gamma };
            Assert.True(Holds(bad, new(in alpha, Trapdoors.Two(bad.Beta), sign > 0 ? -statement : statement)));

            bad = good with { Gamma = sign * good.Beta };
            var a = Points.Sum(alpha, sign > 0 ? statement : -statement);
            Assert.True(Holds(bad, new(in a, Trapdoors.Two(bad.Beta), G1Point.Infinity)));

            bad = good with { Delta = sign * good.Beta };
            Assert.True(Holds(bad, new(in statement, Trapdoors.Two(bad.Gamma), sign > 0 ? -alpha : alpha)));
            Assert.False(Holds(good, new(in statement, Trapdoors.Two(bad.Gamma), sign > 0 ? -alpha : alpha)));
        }

        bool Holds(Trapdoors trapdoors, Proof proof) => Pairing.Of(in proof.A, in proof.B).Equals(
            Pairing.Of(in alpha, Trapdoors.Two(trapdoors.Beta))
            * Pairing.Of(in statement, Trapdoors.Two(trapdoors.Gamma))
            * Pairing.Of(in proof.C, Trapdoors.Two(trapdoors.Delta)));
    }

    [Fact]
    public void Verify_AllocatesNothing()
    {
        var trapdoors = Trapdoors.Create(_random, 8);
        var key = trapdoors.Key();
        var signals = Trapdoors.Signals(_random, 8);
        var proof = trapdoors.Prove(signals, _random);
        Assert.True(key.Verify(in proof, signals, out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(key.Verify(in proof, signals, out _));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Groth16Refusal Verify(VerificationKey key, Proof proof, Bn254Scalar[] signals)
    {
        var valid = key.Verify(in proof, signals, out var refusal);
        Assert.Equal(refusal == Groth16Refusal.None, valid);
        return refusal;
    }

    private static Random Seeded(ITestOutputHelper output)
    {
        output.WriteLine($"seed {Seed}");
        return new(Seed);
    }
}
