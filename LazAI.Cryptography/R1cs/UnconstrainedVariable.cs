namespace LazAI.Cryptography.R1cs;

/// <summary>A wire that the constraints leave free: a prover may set it as it likes.</summary>
/// <param name="Wire">Its number in the constraint system.</param>
/// <param name="Kind">In what way it is free.</param>
public readonly record struct UnconstrainedVariable(int Wire, UnconstrainedVariableKind Kind);

/// <summary>See <see cref="UnconstrainedVariable"/>.</summary>
public enum UnconstrainedVariableKind
{
    /// <summary>It occurs in no constraint.</summary>
    Unused = 1,

    /// <summary>
    /// Another value of this private input alone satisfies all constraints. A circuit that commits to its inputs has none; in others it
    /// may be meant, as with the one of two values that is not chosen.
    /// </summary>
    LooseInput = 2,

    /// <summary>Another value of this private wire alone, which is no input, satisfies all constraints.</summary>
    Changeable = 3,

    /// <summary>Together with others this output or private wire can be moved, to first order, while all inputs stay.</summary>
    Undetermined = 4,
}
