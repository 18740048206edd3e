namespace LazAI.Cryptography.R1cs;

/// <summary>Why there is no witness: what the prover was given does not satisfy the circuit.</summary>
/// <param name="Reason">What kind of condition fails first, in the circuit's order.</param>
/// <param name="Subject">Of what, in the circuit's words.</param>
public sealed record WitnessRefusal(WitnessRefusalReason Reason, string Subject);

/// <summary>See <see cref="WitnessRefusal"/>.</summary>
public enum WitnessRefusalReason
{
    /// <summary>A constraint fails for which the circuit has no name.</summary>
    ConstraintFails = 1,

    /// <summary>A number has more bits than the circuit gives it.</summary>
    OutOfRange = 2,

    /// <summary>A number is neither 0 nor 1.</summary>
    NotBoolean = 3,

    /// <summary>Two numbers differ that must be equal.</summary>
    NotEqual = 4,

    /// <summary>A number is zero that must not be.</summary>
    Zero = 5,

    /// <summary>There are more or fewer numbers than the circuit has places for.</summary>
    WrongShape = 6,

    /// <summary>What is claimed does not hold for the data.</summary>
    ClaimFails = 7,
}
