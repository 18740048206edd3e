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

namespace LazAI.Interop.Tests.Points;

/// <summary>The same bytes are points of G1 and G2 here, for noble and for blst, and all others are refused by all.</summary>
public class PointEncodingTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    private const int WaysToBeWrong = 9;

    // blst refuses infinity as a key.
    [JudgeFact]
    public async Task Read_InG1_TakesWhatTheJudgesTake() =>
        await CheckAsync<Fp, G1Curve>("g1", "bls.parsePublicKey", random => random.G1(), infinityIsValid: false);

    [JudgeFact]
    public async Task Read_InG2_TakesWhatTheJudgesTake() =>
        await CheckAsync<Fp2, G2Curve>("g2", "bls.parseSignature", random => random.G2(), infinityIsValid: true);

    private async Task CheckAsync<TField, TGroup>(
        string group, string blstOperation, Func<Random, AffinePoint<TField, TGroup>> draw, bool infinityIsValid)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, 2 * Cases)
            .Select(i => i % 2 == 0
                ? random.Next(2) == 0 ? draw(random).Compress() : draw(random).ToUncompressed()
                : Invalid(random, draw(random), i / 2 % WaysToBeWrong))
            .ToArray();
        object[] questions = [.. cases.Select(encoded => new { group, encoded = Hex(encoded) })];
        var noble = await judge.AskAsync<string?>("curves.parse", questions);
        var blst = await judge.AskAsync<Parsed>(blstOperation, cases.Select(encoded => new { encoded = Hex(encoded) }));
        for (var i = 0; i < cases.Length; i++)
        {
            var isCompressed = cases[i].Length <= TGroup.CoordinateSize;
            var refusal = isCompressed
                ? PointEncoding.ReadCompressed(cases[i], out AffinePoint<TField, TGroup> point)
                : PointEncoding.ReadUncompressed(cases[i], out point);
            var ours = refusal == PointRefusal.None ? Hex(point.ToUncompressed()) : null;
            Assert.True(ours is not null || i % 2 == 1);
            Assert.Equal((Hex(cases[i]), noble[i]), (Hex(cases[i]), ours));
            Assert.Equal((Hex(cases[i]), blst[i].Valid), (Hex(cases[i]), point.IsInfinity && !infinityIsValid ? null : ours));

            var outside = isCompressed
                ? PointEncoding.ReadCompressedOutsideSubgroup(cases[i], out point)
                : PointEncoding.ReadUncompressedOutsideSubgroup(cases[i], out point);

            // No point of a subgroup has x = 0, and blst says so before it is asked about subgroups.
            var isOnCurve = outside == PointRefusal.None && (point.IsInfinity || !point.X.IsZero);
            Assert.Equal((Hex(cases[i]), blst[i].OnCurve), (Hex(cases[i]), isOnCurve ? Hex(point.Compress()) : null));
        }
    }

    // Nearly all are no points of the group; the rest are other points.
    private static byte[] Invalid<TField, TGroup>(Random random, AffinePoint<TField, TGroup> point, int way)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var (compressed, uncompressed) = (point.Compress(), point.ToUncompressed());
        switch (way)
        {
            case 0:
                return random.FlipOneBit(compressed);
            case 1:
                return random.FlipOneBit(uncompressed);
            case 2:
                // Half are on the curve, and of those next to none in the subgroup.
                var any = random.Bytes(compressed.Length);
                any[0] = (byte)(0x80 | (any[0] & 0x2f) >> random.Next(1, 4));
                return any;
            case 3:
                // The other flags, for both lengths.
                var flagged = random.Pick([compressed, uncompressed]);
                flagged[0] = (byte)((flagged[0] & 0x1f) | random.Next(8) << 5);
                return flagged;
            case 4:
                // Infinity, or nearly.
                var infinity = random.Pick([new byte[compressed.Length], new byte[uncompressed.Length]]);
                infinity[0] = (byte)(random.Next(8) << 5);
                return random.Next(2) == 0 ? infinity : random.FlipOneBit(infinity);
            case 5:
                // p more where there is room for it: a second form of the number.
                var second = random.Pick([compressed, uncompressed]);
                AddModulus(second.AsSpan(48 * random.Next(second.Length / 48), 48));
                return second;
            case 6:
                return random.Pick([compressed, uncompressed])[..^1];
            case 7:
                return [.. random.Pick([compressed, uncompressed]), 0];
            default:
                // The lengths that are the other group's, and none at all.
                return random.Bytes(random.Pick([0, 1, 48, 96, 192]));
        }
    }

    // Keeps the flags; where the sum has no room, p itself.
    private static void AddModulus(Span<byte> number)
    {
        var flags = (byte)(number[0] & 0xe0);
        number[0] &= 0x1f;
        var sum = Number(number) + Fp.Modulus;
        if (sum >> 381 != 0)
        {
            sum = Fp.Modulus;
        }

        number.Clear();
        sum.TryWriteBytes(number[(48 - sum.GetByteCount(isUnsigned: true))..], out var _, isUnsigned: true, isBigEndian: true);
        number[0] |= flags;
    }

    private sealed record Parsed(string? OnCurve, string? Valid);
}
