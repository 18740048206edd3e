using System.Security.Cryptography;
using LazAI.Cryptography.Fields;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>Secret numbers from 1 to r - 1, as good as uniform: 48 bytes modulo r (RFC 9380, section 5).</summary>
internal static class RandomScalar
{
    private const int Bytes = 48;

    public static Fr Create(RandomNumberGenerator random)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Fr scalar;
        do
        {
            random.GetBytes(bytes);
            scalar = PrimeField<Fr>.Reduce(bytes);
        }
        while (scalar.IsZero);

        CryptographicOperations.ZeroMemory(bytes);
        return scalar;
    }
}
