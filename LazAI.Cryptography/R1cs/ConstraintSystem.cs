using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs;

/// <summary>
/// A rank-1 constraint system over BN254's scalar field: a witness z satisfies it if (A z)(B z) = C z in every row.
/// </summary>
/// <remarks>
/// Wires are numbered as circom and snarkjs do: 0 is the constant one, then come the public signals, outputs before inputs, then the
/// private ones.
/// </remarks>
public sealed class ConstraintSystem
{
    internal ConstraintSystem(int wires, int publicSignals, SparseMatrix a, SparseMatrix b, SparseMatrix c)
    {
        (Wires, PublicSignals, A, B, C) = (wires, publicSignals, a, b, c);
    }

    /// <summary>Length of a witness, the constant one included.</summary>
    public int Wires { get; }

    /// <summary>How many wires behind the constant one are public.</summary>
    public int PublicSignals { get; }

    public int Constraints => A.Rows;

    /// <summary>How many of the public signals, the first ones, are outputs; the others are inputs.</summary>
    public int PublicOutputs { get; internal init; }

    /// <summary>How many wires behind the public ones are private inputs; the others follow from the inputs.</summary>
    public int PrivateInputs { get; internal init; }

    internal SparseMatrix A { get; }

    internal SparseMatrix B { get; }

    internal SparseMatrix C { get; }

    /// <summary>The first constraint that a witness breaks, or -1.</summary>
    /// <exception cref="ArgumentException">The witness has another length, or does not begin with one.</exception>
    internal int FindViolated(ReadOnlySpan<Fr> witness)
    {
        if (witness.Length != Wires || !witness[0].Equals(Fr.One))
        {
            throw new ArgumentException($"A witness has {Wires} values, the first of which is one.", nameof(witness));
        }

        for (var row = 0; row < Constraints; row++)
        {
            if (!(A.Multiply(row, witness) * B.Multiply(row, witness)).Equals(C.Multiply(row, witness)))
            {
                return row;
            }
        }

        return -1;
    }
}
