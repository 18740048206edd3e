using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using LazAI.Cryptography.Secp256k1;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Secp256k1;

public class FieldElement8Tests(ITestOutputHelper output)
{
    private static readonly BigInteger P = BigInteger.Pow(2, 256) - BigInteger.Pow(2, 32) - 977;

    [Avx512Fact]
    public void Operations_RandomAndExtremeElements_AgreeWithBigInteger()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 400; i++)
        {
            var (a, b) = (Pick(random), Pick(random));
            var (x, y) = (From(a), From(b));
            FieldElement8.Multiply(out var r, in x, in y);
            AssertEqual(lane => a[lane] * b[lane], in r);
            FieldElement8.Multiply(out y, in x, in y);
            AssertEqual(lane => a[lane] * b[lane], in y);
            FieldElement8.Square(out r, in x);
            AssertEqual(lane => a[lane] * a[lane], in r);
            FieldElement8.Square(out r, in x, 3);
            AssertEqual(lane => BigInteger.ModPow(a[lane], 8, P), in r);
            FieldElement8.Add(out r, in x, in x);
            AssertEqual(lane => 2 * a[lane], in r);
            r = x;
            r.Triple();
            AssertEqual(lane => 3 * a[lane], in r);
            r.Halve();
            FieldElement8.Add(out r, in r, in r);
            AssertEqual(lane => 3 * a[lane], in r);
            r = x;
            r.NegateWhere(Vector512.Create(ulong.MaxValue, 0, ulong.MaxValue, 0, 0, 0, ulong.MaxValue, ulong.MaxValue));
            AssertEqual(lane => lane is 0 or 2 or 6 or 7 ? P - a[lane] : a[lane], in r);
            r = x;
            r.Select(in y, Vector512.Create(0, ulong.MaxValue, 0, 0, 0, 0, 0, ulong.MaxValue));
            AssertEqual(lane => lane is 1 or 7 ? a[lane] * b[lane] : a[lane], in r);
        }
    }

    // The largest limbs that the bounds allow: a subtraction yields the largest of its magnitude.
    [Avx512Fact]
    public void Multiply_LargestMagnitudes_AgreesWithBigInteger()
    {
        var random = TestSeed.Create(output);
        var zero = From(new BigInteger[FieldElement8.Lanes]);
        foreach (var (left, right) in new[] { (2u, 25u), (25u, 2u), (6u, 8u), (7u, 7u), (3u, 17u) })
        {
            for (var i = 0; i < 100; i++)
            {
                var (a, b) = (Pick(random), Pick(random));
                FieldElement8.Subtract(out var x, in zero, From(a), left - 1);
                FieldElement8.Subtract(out var y, in zero, From(b), right - 1);
                FieldElement8.Multiply(out var r, in x, in y);
                AssertEqual(lane => a[lane] * b[lane], in r);
                FieldElement8.Subtract(out r, in r, in y, right);
                AssertEqual(lane => a[lane] * b[lane] + b[lane], in r);
                if (left <= 7)
                {
                    FieldElement8.Square(out r, in x);
                    AssertEqual(lane => a[lane] * a[lane], in r);
                }
            }
        }
    }

    [Avx512Fact]
    public void MayBeZeroMask_MultiplesOfThePrime_AreNeverMissed()
    {
        var random = TestSeed.Create(output);
        var (hits, others) = (0, 0);
        for (var i = 0; i < 500; i++)
        {
            var a = Pick(random);
            var b = Enumerable.Range(0, FieldElement8.Lanes).Select(lane => random.Next(2) == 0 ? a[lane] : Pick(random)[0]).ToArray();
            var (x, y) = (From(a), From(b));
            for (var magnitude = 1u; magnitude <= 6; magnitude += 5)
            {
                FieldElement8.Subtract(out var difference, in x, in y, magnitude);
                var mask = difference.MayBeZeroMask();
                for (var lane = 0; lane < FieldElement8.Lanes; lane++)
                {
                    Assert.True(a[lane] != b[lane] || mask[lane] == ulong.MaxValue);
                    hits += mask[lane] != 0 ? 1 : 0;
                    others += a[lane] != b[lane] ? 1 : 0;
                }
            }
        }

        Assert.True(hits > 0 && others > hits / 10);
    }

    [Avx512Fact]
    public void SquareRootIfSquare_EveryLane_AgreesWithTheScalarWay()
    {
        var random = TestSeed.Create(output);
        for (var i = 0; i < 30; i++)
        {
            var a = Pick(random);
            FieldElement8.SquareRootIfSquare(out var r, From(a));
            AssertEqual(lane => BigInteger.ModPow(a[lane], (P + 1) / 4, P), in r);
        }
    }

    private static BigInteger[] Pick(Random random) =>
        [.. Enumerable.Range(0, FieldElement8.Lanes).Select(_ => FieldElementTests.Pick(random))];

    private static FieldElement8 From(BigInteger[] values)
    {
        var elements = values.Select(FieldElementTests.From).ToArray();
        return FieldElement8.Gather(MemoryMarshal.Cast<FieldElement, ulong>(elements), [0, 5, 10, 15, 20, 25, 30, 35]);
    }

    private static void AssertEqual(Func<int, BigInteger> expected, in FieldElement8 lanes)
    {
        var elements = new FieldElement[FieldElement8.Lanes];
        lanes.CopyTo(elements);
        for (var lane = 0; lane < elements.Length; lane++)
        {
            Assert.Equal(expected(lane) % P, FieldElementTests.Value(elements[lane]));
        }
    }
}

/// <summary>A fact that skips, and says so, where the processor has no AVX-512.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class Avx512FactAttribute : FactAttribute
{
    public Avx512FactAttribute() => Skip = Avx512F.IsSupported ? null : "This processor has no AVX-512.";
}
