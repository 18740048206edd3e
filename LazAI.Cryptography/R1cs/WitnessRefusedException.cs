namespace LazAI.Cryptography.R1cs;

/// <summary>Takes a refusal from the depth of a circuit to <see cref="CompiledCircuit{TAssignment}"/>, which catches it.</summary>
#pragma warning disable CA1032, CA1064 // Neither made by others nor seen by them.
internal sealed class WitnessRefusedException(WitnessRefusal refusal) : Exception
#pragma warning restore CA1032, CA1064
{
    public WitnessRefusal Refusal { get; } = refusal;
}
