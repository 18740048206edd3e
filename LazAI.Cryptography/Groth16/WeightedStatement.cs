using System.Buffers.Binary;
using System.Security.Cryptography;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Curves;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Jacobian = LazAI.Cryptography.Curves.JacobianPoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Groth16;

/// <summary>A statement of a batch with its random weight, by which its equation is raised to a power.</summary>
internal readonly struct WeightedStatement
{
    public readonly VerificationKey Key;
    public readonly ReadOnlyMemory<Bn254Scalar> Signals;
    public readonly ulong WeightLow;
    public readonly ulong WeightHigh;
    public readonly Fr Weight;
    public readonly G1Jacobian WeightedA;
    public readonly G2Point B;
    public readonly G1Point C;

    public WeightedStatement(in Statement statement, RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[16];
        do
        {
            random.GetBytes(bytes);
            WeightLow = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            WeightHigh = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        }
        while ((WeightLow | WeightHigh) == 0);

        Fr.TryFromWords([WeightLow, WeightHigh, 0, 0], out Weight);
        Key = statement.Key;
        Signals = statement.Signals;
        var proof = statement.Proof;
        WeightedA = ScalarMultiplication.VariableTime(new G1Jacobian(in proof.A), (ReadOnlySpan<ulong>)[WeightLow, WeightHigh]);
        B = proof.B;
        C = proof.C;
    }
}
