using LazAI.Cryptography.Groth16;

namespace LazAI.Readme.Tests.Groth16;

public class ProofExample
{
    [Fact]
    public void Proof_OfSnarkJs_IsVerified()
    {
        #region README
        // The files as snarkjs writes them. A key is checked once and then serves for many proofs.
        if (!VerificationKey.TryParse(File.ReadAllBytes("verification_key.json"), out var key, out var refusal)
            || !Proof.TryParse(File.ReadAllBytes("proof.json"), out var proof, out refusal)
            || !PublicSignals.TryParse(File.ReadAllBytes("public.json"), out var signals, out refusal))
        {
            throw new FormatException(refusal.ToString());
        }

        bool isValid = key.Verify(proof, signals, out refusal);
        #endregion

        Assert.True(isValid);
        Assert.Equal(["33", "5"], signals.Select(signal => signal.ToString()));
        signals[0] += signals[1];
        Assert.False(key.Verify(proof, signals, out refusal));
        Assert.Equal(Groth16Refusal.EquationDoesNotHold, refusal);
    }
}
