using System.Runtime.InteropServices;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Polynomials;
using LazAI.Cryptography.Polynomials.Lanes;
using LazAI.Cryptography.Tests.Curves.Lanes;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Polynomials.Lanes;

/// <summary>Transforms in lanes against those of the domain, byte by byte, on every path, over both scalar fields.</summary>
public class LaneTransformTests(ITestOutputHelper output)
{
    private const int Seed = 20261127;

    [Fact]
    public void Bls12381_TransformsOfAllShapes_AreThoseOfTheDomain() => CheckLong(LazAI.Cryptography.Bls12381.ScalarDomain.OfSize(8192));

    [Fact]
    public void Bn254_TransformsOfAllShapes_AreThoseOfTheDomain() => CheckLong(LazAI.Cryptography.Bn254.ScalarDomain.OfSize(8192));

    [Fact]
    public void Bls12381_RowsAndColumns_AreTransformedByThemselves() => CheckLines(LazAI.Cryptography.Bls12381.ScalarDomain.OfSize(512));

    [Fact]
    public void Bn254_RowsAndColumns_AreTransformedByThemselves() => CheckLines(LazAI.Cryptography.Bn254.ScalarDomain.OfSize(512));

    [Fact]
    public void Transform_OfABlockTheDomainDoesNotHave_IsMisuse()
    {
        var transform = new LaneTransform<LazAI.Cryptography.Bls12381.ScalarModulus>(LazAI.Cryptography.Bls12381.ScalarDomain.OfSize(128));
        foreach (var path in LanePoints.Paths)
        {
            var items = new MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>[128];
            LanePaths.On(path, () =>
            {
                Assert.Throws<ArgumentOutOfRangeException>(() => transform.Evaluate(items, block: 1));
                Assert.Throws<ArgumentOutOfRangeException>(() => transform.Interpolate(items.AsMemory(), 1, 2));
                Assert.Throws<ArgumentOutOfRangeException>(() => transform.Evaluate(items, Lines.Rows(4, 24, 32)));
                Assert.Throws<ArgumentOutOfRangeException>(() => transform.Interpolate(items, Lines.Rows(4, 32, 32), block: 4));
            });
        }
    }

    private void CheckLong<TModulus>(EvaluationDomain<MontgomeryField256<TModulus>> domain)
        where TModulus : struct, IModulus256
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var transform = new LaneTransform<TModulus>(domain);
        foreach (var (size, block) in ((int, int)[])[(1, 0), (2, 1), (32, 0), (64, 0), (64, 1), (128, 63), (256, 2), (2048, 3), (4096, 1), (8192, 0)])
        {
            foreach (var items in Inputs<TModulus>(random, size))
            {
                var (values, coefficients) = (items.ToArray(), items.ToArray());
                domain.Evaluate(values, block);
                domain.Interpolate(coefficients, block);
                foreach (var path in LanePoints.Paths)
                {
                    Same(values, Changed(items, path, actual => transform.Evaluate(actual, block)));
                    Same(coefficients, Changed(items, path, actual => transform.Interpolate(actual, block)));
                    for (var degree = 1; degree <= 3; degree++)
                    {
                        Same(values, Changed(items, path, actual => transform.Evaluate(actual.AsMemory(), block, degree)));
                        Same(coefficients, Changed(items, path, actual => transform.Interpolate(actual.AsMemory(), block, degree)));
                    }
                }
            }
        }
    }

    private void CheckLines<TModulus>(EvaluationDomain<MontgomeryField256<TModulus>> domain)
        where TModulus : struct, IModulus256
    {
        const int Width = 37;
        const int Height = 64;
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var transform = new LaneTransform<TModulus>(domain);
        foreach (var lines in (Lines[])
        [
            Lines.Rows(1, 32, Width), Lines.Rows(2, 4, Width), Lines.Rows(3, 16, Width), Lines.Rows(9, 1, Width), Lines.Rows(Height, 32, Width),
            Lines.Columns(3, 8, Width), Lines.Columns(8, 64, Width), Lines.Columns(Width, 64, Width), Lines.Columns(20, 2, Width),
        ])
        {
            for (var block = 0; block < 4; block++)
            {
                var items = Inputs<TModulus>(random, Width * Height).First();
                var (values, coefficients) = (items.ToArray(), items.ToArray());
                for (var i = 0; i < lines.Count; i++)
                {
                    var indices = Enumerable.Range(0, lines.Length).Select(j => i * lines.Step + j * lines.ItemStep).ToArray();
                    var line = indices.Select(index => items[index]).ToArray();
                    var inverse = line.ToArray();
                    domain.Evaluate(line, block);
                    domain.Interpolate(inverse, block);
                    for (var j = 0; j < indices.Length; j++)
                    {
                        (values[indices[j]], coefficients[indices[j]]) = (line[j], inverse[j]);
                    }
                }

                foreach (var path in LanePoints.Paths)
                {
                    Same(values, Changed(items, path, actual => transform.Evaluate(actual, lines, block)));
                    Same(coefficients, Changed(items, path, actual => transform.Interpolate(actual, lines, block)));
                }
            }
        }
    }

    // Random numbers, and those whose sums grow fastest.
    private static IEnumerable<MontgomeryField256<TModulus>[]> Inputs<TModulus>(Random random, int size)
        where TModulus : struct, IModulus256
    {
        var bytes = new byte[48];
        yield return [.. Enumerable.Range(0, size).Select(_ =>
        {
            random.NextBytes(bytes);
            return PrimeField<MontgomeryField256<TModulus>>.Reduce(bytes);
        })];
        var largest = Largest<TModulus>();
        yield return [.. Enumerable.Repeat(largest, size)];
        yield return [.. Enumerable.Range(0, size).Select(i => (i & 1) == 0 ? largest : default)];
        yield return new MontgomeryField256<TModulus>[size];
    }

    // The element that is p - 1 in Montgomery's form, in which numbers go into lanes: -1 / 2^260.
    private static MontgomeryField256<TModulus> Largest<TModulus>()
        where TModulus : struct, IModulus256
    {
        var element = -MontgomeryField256<TModulus>.One;
        for (var i = 0; i < 260; i++)
        {
            element *= PrimeField<MontgomeryField256<TModulus>>.Half;
        }

        return element;
    }

    private static MontgomeryField256<TModulus>[] Changed<TModulus>(
        MontgomeryField256<TModulus>[] items, LanePath path, Action<MontgomeryField256<TModulus>[]> change)
        where TModulus : struct, IModulus256
    {
        var copy = items.ToArray();
        LanePaths.On(path, () => change(copy));
        return copy;
    }

    private static void Same<TModulus>(MontgomeryField256<TModulus>[] expected, MontgomeryField256<TModulus>[] actual)
        where TModulus : struct, IModulus256
    {
        Assert.Equal(Bytes(expected), Bytes(actual));

        // Nearly reduced, as all arithmetic of the field expects.
        foreach (var item in actual)
        {
            var top = MemoryMarshal.Cast<MontgomeryField256<TModulus>, ulong>([item])[^1];
            Assert.InRange(top, 0UL, TModulus.P4 + TModulus.P4 / 16);
        }

        static byte[] Bytes(MontgomeryField256<TModulus>[] items)
        {
            var bytes = new byte[32 * items.Length];
            for (var i = 0; i < items.Length; i++)
            {
                items[i].Write(bytes.AsSpan(32 * i));
            }

            return bytes;
        }
    }
}
