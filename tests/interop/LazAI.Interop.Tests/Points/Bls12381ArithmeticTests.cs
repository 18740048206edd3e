using System.Numerics;
using LazAI.Cryptography;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Interop.Tests.Points;

/// <summary>EIP-2537's additions and multi-scalar multiplications against noble's points: also infinity, equal and opposite points.</summary>
public class Bls12381ArithmeticTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    private const int CasesOfEachGroup = Cases / 2;

    private delegate bool Precompile(ReadOnlySpan<byte> input, Span<byte> result, out Eip2537Refusal refusal);

    [JudgeFact]
    public async Task AddAndMsm_InG1_GiveTheJudgesPoint() =>
        await CheckAsync<Fp, G1Curve>("g1", random => random.G1(), Eip2537.TryG1Add, Eip2537.TryG1Msm);

    [JudgeFact]
    public async Task AddAndMsm_InG2_GiveTheJudgesPoint() =>
        await CheckAsync<Fp2, G2Curve>("g2", random => random.G2(), Eip2537.TryG2Add, Eip2537.TryG2Msm);

    private async Task CheckAsync<TField, TGroup>(
        string group, Func<Random, AffinePoint<TField, TGroup>> draw, Precompile add, Precompile msm)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, CasesOfEachGroup).Select(i =>
        {
            var isSum = i % 4 == 0;
            var points = Points(random, draw, isSum ? 2 : random.Next(1, 3));
            return (IsSum: isSum, Points: points, Factors: points.Select(_ => isSum ? BigInteger.One : random.Factor(Fr.Modulus)).ToArray());
        }).ToArray();
        var answers = await judge.AskAsync<string>("curves.linearCombination", cases.Select(one => new
        {
            group,
            points = one.Points.Select(point => Hex(point.Compress())),
            scalars = one.Factors.Select(factor => Hex(Word(factor))),
        }));
        Assert.All(cases.Zip(answers), pair =>
        {
            var one = pair.First;
            var result = new byte[one.Points[0].ToEip2537().Length];
            byte[] input = [.. one.Points.Zip(one.Factors, (point, factor) => (byte[])[.. point.ToEip2537(), .. one.IsSum ? [] : Word(factor)]).SelectMany(x => x)];
            Assert.True((one.IsSum ? add : msm)(input, result, out _));
            Assert.Equal(Eip2537Refusal.None, Eip2537Encoding.ReadNumbers(result, out AffinePoint<TField, TGroup> sum));
            Assert.Equal(pair.Second, Hex(sum.Compress()));
        });
    }

    private static AffinePoint<TField, TGroup>[] Points<TField, TGroup>(Random random, Func<Random, AffinePoint<TField, TGroup>> draw, int count)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var points = Enumerable.Range(0, count).Select(_ => draw(random)).ToArray();
        points[^1] = random.Next(8) switch
        {
            0 => AffinePoint<TField, TGroup>.Infinity,
            1 => points[0],
            2 => -points[0],
            3 => AffinePoint<TField, TGroup>.Generator,
            _ => points[^1],
        };
        return points;
    }
}
