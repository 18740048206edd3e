using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Polynomials;
using Xunit.Abstractions;
using BlsBase = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using BlsScalar = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using BnScalar = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1 = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;

namespace LazAI.Cryptography.Tests.Polynomials;

/// <summary>Transforms against W. G. Horner's rule at every point of every block, over both scalar fields.</summary>
public class EvaluationDomainTests(ITestOutputHelper output)
{
    private const int Seed = 20261122;

    [Fact]
    public void RootOfUnity_OfBls12381_IsThatOfTheStandards()
    {
        var domain = LazAI.Cryptography.Bls12381.ScalarDomain.OfSize(8192);
        Assert.Equal("564c0a11a0f704f4fc3e8acfe0f8245f0ad1347b378fbf96e206da11a5d36306", domain.RootOfUnity(4096).ToString());
        Assert.Equal("485d512737b1da3d2ccddea2972e89ed146b58bc434906ac6fdd00bfc78c8967", domain.RootOfUnity(8192).ToString());
    }

    [Fact]
    public void RootOfUnity_OfBn254_HasOrder2To28()
    {
        var root = LazAI.Cryptography.Bn254.ScalarDomain.OfSize(2).RootOfUnity(1 << 28);
        Assert.Equal("2a3c09f0a58a7e8500e0a7eb8ef62abc402d111e41112ed49bd61b6e725b19f0", root.ToString());
        Assert.Equal(-BnScalar.One, BnScalar.Square(in root, 27));
    }

    [Fact]
    public void Bls12381_TransformsEqualHornersRule() => Check<BlsScalar>(LazAI.Cryptography.Bls12381.ScalarDomain.OfSize(256));

    [Fact]
    public void Bn254_TransformsEqualHornersRule() => Check<BnScalar>(LazAI.Cryptography.Bn254.ScalarDomain.OfSize(256));

    [Fact]
    public void Transforms_OnSeveralCores_GiveTheSame()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var domain = LazAI.Cryptography.Bls12381.ScalarDomain.OfSize(8192);
        foreach (var (size, block) in new[] { (4096, 0), (4096, 1), (2048, 3), (64, 5) })
        {
            var coefficients = Enumerable.Range(0, size).Select(_ => Random<BlsScalar>(random)).ToArray();
            var values = coefficients.ToArray();
            domain.Evaluate(values, block);
            foreach (var degree in new[] { 1, 2, 3, 8 })
            {
                var parallel = coefficients.ToArray();
                domain.Evaluate(parallel.AsMemory(), block, degree);
                Assert.Equal(values, parallel);
                domain.Interpolate(parallel.AsMemory(), block, degree);
                Assert.Equal(coefficients, parallel);
            }
        }
    }

    [Fact]
    public void DivideByLinear_MultipliedOut_IsThePolynomial()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var coefficients = Enumerable.Range(0, 33).Select(_ => Random<BlsScalar>(random)).ToArray();
        var z = Random<BlsScalar>(random);
        var quotient = coefficients.ToArray();
        var value = Polynomial.DivideByLinear(quotient, in z);
        Assert.Equal(Polynomial.Evaluate<BlsScalar>(coefficients, in z), value);
        for (var i = 0; i < coefficients.Length; i++)
        {
            var shifted = i == 0 ? value : quotient[i - 1];
            Assert.Equal(coefficients[i], shifted - z * quotient[i]);
        }
    }

    [Fact]
    public void GroupTransform_EqualsTransformOfTheNumbers()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var domain = LazAI.Cryptography.Bls12381.ScalarDomain.OfSize(64);
        foreach (var (size, block, degree) in new[] { (1, 0, 1), (2, 0, 1), (16, 0, 1), (16, 0, 2), (16, 1, 1), (8, 3, 2) })
        {
            var numbers = Enumerable.Range(0, size).Select(i => i == 1 ? BlsScalar.Zero : Random<BlsScalar>(random)).ToArray();
            var points = numbers.Select(Times).ToArray();
            var values = numbers.ToArray();
            domain.Evaluate(values, block);
            GroupTransform.Evaluate(domain, points, block, degree);
            Assert.Equal(values.Select(Times), points);

            GroupTransform.InterpolateUnscaled(domain, points, block, degree);
            var scale = BlsScalar.FromUInt64((ulong)size);
            Assert.Equal(numbers.Select(number => Times(number * scale)), points);
        }

        static G1 Times(BlsScalar number)
        {
            Span<ulong> words = stackalloc ulong[4];
            number.ToWords(words);
            return ScalarMultiplication.VariableTime(new G1(AffinePoint<BlsBase, LazAI.Cryptography.Bls12381.G1Curve>.Generator), words);
        }
    }

    [Fact]
    public void Permute_IsItsOwnInverseAndMovesOneToTheMiddle()
    {
        int[] items = [.. Enumerable.Range(0, 8)];
        BitReversal.Permute<int>(items);
        Assert.Equal([0, 4, 2, 6, 1, 5, 3, 7], items);
        BitReversal.Permute<int>(items);
        Assert.Equal(Enumerable.Range(0, 8), items);
    }

    [Fact]
    public void Domain_OfASizeTheFieldDoesNotHave_IsMisuse()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LazAI.Cryptography.Bls12381.ScalarDomain.OfSize(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => LazAI.Cryptography.Bls12381.ScalarDomain.OfSize(8).Evaluate(new BlsScalar[4], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => LazAI.Cryptography.Bls12381.ScalarDomain.OfSize(8).Evaluate(new BlsScalar[3]));
    }

    private void Check<T>(EvaluationDomain<T> domain)
        where T : unmanaged, IPrimeField<T>
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (var size = 1; size <= domain.Size; size *= 2)
        {
            foreach (var block in new[] { 0, 1, 2, 3, domain.Size / size - 1 }.Distinct().Where(block => (block + 1) * size <= domain.Size))
            {
                var coefficients = Enumerable.Range(0, size).Select(_ => Random<T>(random)).ToArray();
                var values = coefficients.ToArray();
                domain.Evaluate(values, block);
                for (var i = 0; i < size; i++)
                {
                    // Point i of block b is root number b n + i of all in bit-reversed order.
                    Assert.Equal(Polynomial.Evaluate<T>(coefficients, domain.Point(block * size + i)), values[i]);
                }

                var folded = values.ToArray();
                domain.Interpolate(values, block);
                Assert.Equal(coefficients, values);

                if (block == 0)
                {
                    var z = size == 8 ? domain.Point(3) : Random<T>(random);
                    Assert.Equal(Polynomial.Evaluate<T>(coefficients, in z), Polynomial.EvaluateFromValues(domain, folded, in z));
                }
            }
        }
    }

    private static T Random<T>(Random random)
        where T : unmanaged, IPrimeField<T>
    {
        var bytes = new byte[48];
        random.NextBytes(bytes);
        return PrimeField<T>.Reduce(bytes);
    }
}
