using LazAI.Cryptography.Fields;
using LazAI.Testing;
using Xunit.Abstractions;
using BlsBase = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using BnBase = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;

namespace LazAI.Cryptography.Tests.Fields;

/// <summary>Roots in the quadratic extension, edge numbers among them: every square has one and nothing else has.</summary>
public class SquareRootTests(ITestOutputHelper output)
{
    [Fact]
    public void BlsBase_EverySquareHasARoot() => Check<BlsBase>();

    [Fact]
    public void BnBase_EverySquareHasARoot() => Check<BnBase>();

    private void Check<T>()
        where T : unmanaged, IPrimeField<T>
    {
        var random = TestSeed.Create(output);
        T[] numbers = [T.Zero, T.One, -T.One, T.FromUInt64(2), -T.FromUInt64(3), T.FromUInt64((ulong)random.NextInt64()), -T.FromUInt64((ulong)random.NextInt64())];
        var squares = 0;
        foreach (var number in from c0 in numbers from c1 in numbers select new QuadraticExtension<T>(c0, c1))
        {
            var square = QuadraticExtension<T>.Square(in number);
            Assert.True(QuadraticExtension<T>.TrySquareRoot(in square, out var root));
            Assert.True(root.Equals(number) || root.Equals(-number), $"The root of {number} squared came out as {root}.");

            // Euler's criterion in the base field: a square is what has a square for its norm.
            var isSquare = T.TrySquareRoot(number.Norm, out var rootOfNorm);
            squares += isSquare ? 1 : 0;
            Assert.Equal(isSquare, QuadraticExtension<T>.TrySquareRoot(in number, out root));
            Assert.Equal(isSquare ? number : QuadraticExtension<T>.Zero, QuadraticExtension<T>.Square(in root));

            // Of a ratio, by either root of the norm.
            foreach (var divisor in numbers.Where(divisor => isSquare && !divisor.IsZero))
            {
                root = QuadraticExtension<T>.SquareRoot(in number, in rootOfNorm, in divisor);
                Assert.Equal(number, QuadraticExtension<T>.Square(in root) * divisor);
                root = QuadraticExtension<T>.SquareRoot(in number, -rootOfNorm, in divisor);
                Assert.Equal(number, QuadraticExtension<T>.Square(in root) * divisor);
            }
        }

        Assert.InRange(squares, 1, numbers.Length * numbers.Length - 1);
    }
}
