using LazAI.Cryptography.Fields.Lanes;
using LazAI.Testing;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Lanes4 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector256<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector256,
    LazAI.Cryptography.Bls12381.BaseModulus>;
using Lanes8 = LazAI.Cryptography.Fields.Lanes.LaneField384<
    System.Runtime.Intrinsics.Vector512<double>,
    LazAI.Cryptography.Fields.Lanes.LaneVector512,
    LazAI.Cryptography.Bls12381.BaseModulus>;

namespace LazAI.Cryptography.Tests.Fields.Lanes;

public class RowPairProductsTests(ITestOutputHelper output)
{
    [Fact]
    public void Multiply_SumsOfSixteen_AgreesWithWholeVectors()
    {
        if (LanePaths.IsSupported(LanePath.Avx512))
        {
            Check<Lanes8>(TestSeed.Create(output));
        }

        if (LanePaths.IsSupported(LanePath.Avx2))
        {
            Check<Lanes4>(TestSeed.Create(output));
        }
    }

    private static void Check<TLane>(Random random)
        where TLane : unmanaged, ILanePairs<TLane, Fp>
    {
        const int Room = RowProducts<TLane, Fp>.CountMultiple;
        for (var round = 0; round < 400; round++)
        {
            var (a, b) = (new RowPair[Room], new RowPair[Room]);
            Fill(random, a);
            Fill(random, b);
            var (expected, actual) = (new RowPair[Room], new RowPair[Room]);
            var count = random.Next(Room) + 1;
            RowProducts<TLane, Fp>.Multiply(a, b, expected, count);
            RowPairProducts<TLane, Fp>.Multiply(a, b, actual, count);
            for (var i = 0; i < count; i++)
            {
                Assert.Equal(Unpack<TLane>(in expected[i]), Unpack<TLane>(in actual[i]));
            }
        }
    }

    // Sixteen times limbs of which many are as far from zero as a normal element's may be.
    private static void Fill(Random random, Span<RowPair> pairs)
    {
        var limbs = RowPair.Limbs(pairs);
        for (var i = 0; i < limbs.Length; i++)
        {
            var longest = i % LaneRow.Length == LaneRow.Length - 1 ? 1L << 37 : (1L << 48) + 32;
            limbs[i] = 16.0 * (random.Next(3) == 0 ? random.NextInt64(-longest, longest) : longest * (2 * random.Next(2) - 1));
        }
    }

    private static LazAI.Cryptography.Fields.QuadraticExtension<Fp> Unpack<TLane>(in RowPair pair)
        where TLane : unmanaged, ILanePairs<TLane, Fp> =>
        RowDodecic<TLane, Fp, LazAI.Cryptography.Bls12381.Tower>.Unpack(in pair);
}
