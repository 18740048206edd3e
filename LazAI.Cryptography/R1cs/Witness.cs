using System.Collections.Immutable;
using LazAI.Cryptography.Bn254;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs;

/// <summary>A value for every wire of a <see cref="ConstraintSystem"/>. Holds secrets: it is what a proof does not show.</summary>
public sealed class Witness
{
    private readonly Fr[] _values;

    internal Witness(Fr[] values, int publicSignals) => (_values, PublicSignalCount) = (values, publicSignals);

    /// <summary>How many wires behind the constant one are public.</summary>
    public int PublicSignalCount { get; }

    /// <summary>The public signals in the verifier's order.</summary>
    public ImmutableArray<Bn254Scalar> PublicSignals =>
        [.. _values.AsSpan(1, PublicSignalCount).ToArray().Select(value => new Bn254Scalar(in value))];

    internal ReadOnlySpan<Fr> Values => _values;
}
