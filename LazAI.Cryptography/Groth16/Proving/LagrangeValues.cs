using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Fields;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>Values of Lagrange's polynomials over roots of unity: x (t^n - 1) / (n (t - x)) for the polynomial that is 1 at x.</summary>
internal static class LagrangeValues
{
    /// <summary>At t, those over the n-th roots of unity, in order of their exponents.</summary>
    public static Fr[] OfRoots(int n, in Fr t) => Compute(n, n, Fr.One, RootOfUnity(n), in t);

    /// <summary>At t, those over the 2n-th roots of unity, but only of the n odd powers.</summary>
    public static Fr[] OfOddRoots(int n, in Fr t) => Compute(n, 2 * n, RootOfUnity(2 * n), RootOfUnity(n), in t);

    /// <summary>t^n for a power of two.</summary>
    public static Fr Power(in Fr t, int n) => Fr.Square(in t, System.Numerics.BitOperations.Log2((uint)n));

    private static Fr RootOfUnity(int order) => ScalarDomain.OfSize(2).RootOfUnity(order);

    private static Fr[] Compute(int count, int order, in Fr first, in Fr step, in Fr t)
    {
        var (roots, values) = (new Fr[count], new Fr[count]);
        var root = first;
        for (var i = 0; i < count; i++)
        {
            roots[i] = root;
            values[i] = t - root;
            root *= step;
        }

        BatchInversion.Invert(values, new Fr[count]);
        var factor = (Power(in t, order) - Fr.One) * Fr.Invert(Fr.FromUInt64((ulong)order));
        for (var i = 0; i < count; i++)
        {
            values[i] *= roots[i] * factor;
        }

        return values;
    }
}
