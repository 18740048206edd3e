using System.Numerics;
using LazAI.Cryptography;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.BlsSignatures;
using LazAI.Cryptography.Curves;
using LazAI.Cryptography.Fields;
using LazAI.Interop.Tests.Judging;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Interop.Tests.Points;

/// <summary>Points of BLS12-381's groups and numbers that multiply points. Where points come from, their hash, is judged by itself.</summary>
internal static class RandomPoints
{
    public static G1 G1(this Random random) => Bls12381HashToCurve.HashToG1(random.Bytes(16), "interop"u8).ToAffine();

    public static G2 G2(this Random random) => Bls12381HashToCurve.HashToG2(random.Bytes(16), "interop"u8).ToAffine();

    public static BlsSecretKey BlsKey(this Random random)
    {
        Assert.True(BlsSecretKey.TryCreate(Draw.Word(1 + (Draw.Number(random.Bytes(32)) % (Fr.Modulus - 1))), out var key));
        return key;
    }

    /// <summary>Any number of 256 bits, and often one where a group's order begins or ends.</summary>
    public static BigInteger Factor(this Random random, BigInteger order) => random.Next(8) switch
    {
        0 => random.Pick([BigInteger.Zero, BigInteger.One, order - 1, order, order + 1, (BigInteger.One << 256) - 1]),
        1 => BigInteger.One << random.Next(256),
        _ => Draw.Number(random.Bytes(32)),
    };

    /// <summary>A number from 0 to 2^256 times a point.</summary>
    public static AffinePoint<TField, TGroup> Times<TField, TGroup>(this AffinePoint<TField, TGroup> point, BigInteger factor)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var words = Enumerable.Range(0, 4).Select(i => (ulong)(factor >> 64 * i & ulong.MaxValue)).ToArray();
        return ScalarMultiplication.VariableTime(new JacobianPoint<TField, TGroup>(in point), words).ToAffine();
    }

    public static byte[] Compress<TField, TGroup>(this AffinePoint<TField, TGroup> point)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var bytes = new byte[TGroup.CoordinateSize];
        PointEncoding.WriteCompressed(in point, bytes);
        return bytes;
    }

    public static byte[] ToUncompressed<TField, TGroup>(this AffinePoint<TField, TGroup> point)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var bytes = new byte[2 * TGroup.CoordinateSize];
        PointEncoding.WriteUncompressed(in point, bytes);
        return bytes;
    }

    /// <summary>x and y as the EVM's precompiled contracts take them (EIP-2537).</summary>
    public static byte[] ToEip2537<TField, TGroup>(this AffinePoint<TField, TGroup> point)
        where TField : unmanaged, IFieldElement<TField>
        where TGroup : struct, IPairingGroup<TField, TGroup>
    {
        var bytes = new byte[2 * TGroup.CoordinateSize / 48 * Eip2537.FpSize];
        Eip2537Encoding.Write(point, bytes);
        return bytes;
    }
}
