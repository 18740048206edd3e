namespace LazAI.Cryptography.R1cs;

/// <summary>A statement as code: one method that makes the constraints and, given an assignment, the values that satisfy them.</summary>
/// <typeparam name="TAssignment">What the prover gives: values of public and private inputs.</typeparam>
public interface ICircuit<in TAssignment>
    where TAssignment : class
{
    /// <summary>
    /// Declares inputs, constraints and outputs, the same ones whatever the values are: no branch, loop or constant may depend on
    /// <paramref name="assignment"/>. <see cref="CompiledCircuit{TAssignment}"/> compares.
    /// </summary>
    /// <param name="builder">Takes the constraints.</param>
    /// <param name="assignment">Null while only the constraints are wanted.</param>
    void Define(CircuitBuilder builder, TAssignment? assignment);
}
