using LazAI.Cryptography.Polynomials;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Bn254;

/// <summary>Roots of unity modulo r, with 5 as generator: w_N = 5^((r - 1)/N), as in snarkjs and gnark. N divides 2^28.</summary>
internal static class ScalarDomain
{
    public const ulong Generator = 5;

    public static EvaluationDomain<Fr> OfSize(int size) => new(size, Generator);
}
