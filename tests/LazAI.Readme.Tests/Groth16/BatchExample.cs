using System.Security.Cryptography;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Groth16;

namespace LazAI.Readme.Tests.Groth16;

public class BatchExample
{
    [Fact]
    public void Batch_WithOneFalse_NamesIt()
    {
        Assert.True(VerificationKey.TryParse(File.ReadAllBytes("verification_key.json"), out var key, out _));
        Assert.True(Proof.TryParse(File.ReadAllBytes("proof.json"), out var proof, out _));
        Assert.True(PublicSignals.TryParse(File.ReadAllBytes("public.json"), out var signals, out _));
        Bn254Scalar[] others = [signals[1], signals[0]];

        #region README
        // Many proofs, of one or several keys, by one product of pairings under random weights.
        using var random = RandomNumberGenerator.Create();
        Statement[] statements = [new(key, proof, signals), new(key, proof, others)];
        var refusals = new Groth16Refusal[statements.Length];
        bool areAllValid = BatchVerification.Verify(statements, refusals, random);
        #endregion

        Assert.False(areAllValid);
        Assert.Equal([Groth16Refusal.None, Groth16Refusal.EquationDoesNotHold], refusals);
    }
}
