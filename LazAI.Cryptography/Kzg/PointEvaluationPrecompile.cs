using System.Buffers.Binary;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Cryptography.Kzg;

/// <summary>The precompile at address 0x0A (EIP-4844, "Point evaluation precompile"): versioned hash, z, y, commitment and proof.</summary>
public static class PointEvaluationPrecompile
{
    /// <summary>Bytes of the input: 32, 32, 32, 48 and 48.</summary>
    public const int InputSize = 192;

    /// <summary>Bytes of the output: 4096 and r, 32 big-endian bytes each.</summary>
    public const int OutputSize = 64;

    /// <summary>point_evaluation_precompile: writes the output if the opening holds.</summary>
    public static KzgRefusal Run(ReadOnlySpan<byte> input, Span<byte> output, KzgSettings settings)
    {
        if (input.Length != InputSize)
        {
            return KzgRefusal.PrecompileInputLength;
        }

        var commitment = input.Slice(96, Eip4844.CommitmentSize);
        Span<byte> versionedHash = stackalloc byte[Eip4844.VersionedHashSize];
        Eip4844.KzgCommitmentToVersionedHash(commitment, versionedHash);
        if (!versionedHash.SequenceEqual(input[..32]))
        {
            return KzgRefusal.VersionedHashMismatch;
        }

        var refusal = Eip4844.VerifyKzgProof(commitment, input[32..64], input[64..96], input[144..], settings);
        if (refusal == KzgRefusal.None)
        {
            output = output[..OutputSize];
            output.Clear();
            BinaryPrimitives.WriteUInt64BigEndian(output[24..], Eip4844.FieldElementsPerBlob);
            Fr.Modulus.TryWriteBytes(output[32..], out _, isUnsigned: true, isBigEndian: true);
        }

        return refusal;
    }
}
