namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>What came of proving.</summary>
public abstract record ProvingOutcome
{
    private protected ProvingOutcome()
    {
    }
}

/// <summary>A proof of the witness's public signals.</summary>
/// <param name="Proof">The proof.</param>
public sealed record Proved(Proof Proof) : ProvingOutcome;

/// <summary>There is no proof, or none was made.</summary>
/// <param name="Refusal">Why.</param>
/// <param name="Constraint">The first constraint that the witness breaks, from 0, or -1 where it is not that or not known.</param>
public sealed record NotProved(ProvingRefusal Refusal, int Constraint = -1) : ProvingOutcome;

/// <summary>Why there is no proof. The first that applies.</summary>
public enum ProvingRefusal
{
    /// <summary>The key is of another constraint system.</summary>
    OtherConstraintSystem = 1,

    /// <summary>The witness has another length than the system, another number of public signals, or does not begin with one.</summary>
    OtherWitness,

    /// <summary>It would take more than <see cref="ProvingOptions.MemoryBytesMaximum"/>.</summary>
    TooMuchMemory,

    /// <summary>The witness breaks a constraint.</summary>
    WitnessDoesNotSatisfy,

    /// <summary>
    /// The proof does not verify, although the witness satisfies, or was not looked at for want of the system: then the witness or the
    /// key is wrong; otherwise the key, or the machine.
    /// </summary>
    ProofDoesNotVerify,
}
