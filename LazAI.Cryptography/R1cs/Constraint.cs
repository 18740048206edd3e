namespace LazAI.Cryptography.R1cs;

/// <summary>A · B = C.</summary>
internal readonly record struct Constraint(LinearCombination A, LinearCombination B, LinearCombination C)
{
    /// <summary>The combination that must be zero, where a factor is constant; null otherwise.</summary>
    public LinearCombination? Linear =>
        A.IsConstant ? B * new Bn254.Bn254Scalar(A.ConstantTerm) - C
        : B.IsConstant ? A * new Bn254.Bn254Scalar(B.ConstantTerm) - C
        : null;
}

/// <summary>What a wire is; those that are numbered first come first.</summary>
internal enum WireKind
{
    One,
    PublicOutput,
    PublicInput,
    PrivateInput,
    Private,
}
