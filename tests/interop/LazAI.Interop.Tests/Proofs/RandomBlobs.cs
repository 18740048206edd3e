using System.Numerics;
using LazAI.Cryptography.Kzg;
using LazAI.Interop.Tests.Judging;
using static LazAI.Interop.Tests.Judging.Draw;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Interop.Tests.Proofs;

/// <summary>Blobs and what goes with them for KZG.</summary>
internal static class RandomBlobs
{
    /// <summary>Every element is random.</summary>
    public static byte[] DenseBlob(this Random random) =>
        [.. Enumerable.Range(0, Eip4844.FieldElementsPerBlob).SelectMany(_ => random.FieldElement())];

    /// <summary>All elements are 0 but up to 16, which c-kzg commits to six times as fast.</summary>
    public static byte[] SparseBlob(this Random random)
    {
        var blob = new byte[Eip4844.BlobSize];
        for (var i = random.Next(17); i > 0; i--)
        {
            random.FieldElement().CopyTo(blob, Eip4844.FieldElementSize * random.Next(Eip4844.FieldElementsPerBlob));
        }

        return blob;
    }

    /// <summary>Below r, and often next to an end.</summary>
    public static byte[] FieldElement(this Random random) => Word(random.Next(16) switch
    {
        0 => random.Next(3),
        1 => Fr.Modulus - 1 - random.Next(3),
        _ => Number(random.Bytes(32)) % Fr.Modulus,
    });

    /// <summary>r or more, where it is refused instead of reduced.</summary>
    public static byte[] TooLargeElement(this Random random) => Word(random.Pick([Fr.Modulus, Fr.Modulus + random.Next(1_000), (BigInteger.One << 256) - 1]));

    /// <summary>Another point, no point, infinity, a point outside the subgroup, or another length.</summary>
    public static byte[] ChangePoint(this Random random, byte[] point) => random.Next(6) switch
    {
        0 => [0xc0, .. new byte[47]],
        1 => [(byte)(0x80 | random.Next(0x1a)), .. random.Bytes(47)],
        2 => point[..^1],
        3 => [.. point.Select((one, i) => i == 0 ? (byte)(one ^ 0x20) : one)],
        _ => random.FlipOneBit(point),
    };

    /// <summary>How c-kzg says it: true, false, or null for input that it refuses.</summary>
    public static bool? AsVerdict(this KzgRefusal refusal) => refusal switch
    {
        KzgRefusal.None => true,
        KzgRefusal.EquationDoesNotHold => false,
        _ => null,
    };
}
