using LazAI.Cryptography.Polynomials;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Cryptography.Bls12381;

/// <summary>Roots of unity modulo r, with 7 as generator: w_N = 7^((r - 1)/N), as in consensus-specs (PRIMITIVE_ROOT_OF_UNITY). N divides 2^32.</summary>
internal static class ScalarDomain
{
    public const ulong Generator = 7;

    public static EvaluationDomain<Fr> OfSize(int size) => new(size, Generator);
}
