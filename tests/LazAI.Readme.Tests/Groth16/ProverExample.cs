using System.Security.Cryptography;
using LazAI.Cryptography.Groth16;
using LazAI.Cryptography.Groth16.Proving;
using LazAI.Cryptography.R1cs.Files;

namespace LazAI.Readme.Tests.Groth16;

public class ProverExample
{
    [Fact]
    public void Proof_OfSnarkJssFiles_IsMade()
    {
        #region README
        // A key as snarkjs writes it, and a witness of its circuit. Every point of the key is checked; from then on its hash says that it was.
        if (!ProvingKey.TryReadZkey(File.ReadAllBytes("circuit.zkey"), out var key, out var refusal))
        {
            throw new FormatException(refusal.ToString());
        }

        R1csFileRefusal witnessRefusal = WitnessFile.Read(File.ReadAllBytes("witness.wtns"), key.PublicSignals, out var witness);

        var cached = key.ToBytes();
        bool isSame = ProvingKey.TryReadTrusted(cached, key.Hash, out _, out refusal);

        // What it will take, then the proof, which is verified before it is given out.
        ProvingEstimate estimate = Prover.Estimate(key);
        using var random = RandomNumberGenerator.Create();
        ProvingOutcome outcome = Prover.Prove(key, witness!, random);
        byte[]? proofJson = (outcome as Proved)?.Proof.ToJson();

        // Whether the key's set-up is believed is for the verifier to say: nothing is, unless its hash is listed.
        SetupVerdict verdict = SetupPolicy.Trusting([key.VerificationKey.Hash]).Judge(key.VerificationKey);
        #endregion

        Assert.Equal(R1csFileRefusal.None, witnessRefusal);
        Assert.True(isSame);
        Assert.InRange(estimate.PeakMemoryBytes, 1, 1 << 20);
        Assert.True(Proof.TryParse(proofJson, out var proof, out _));
        Assert.True(key.VerificationKey.Verify(in proof, witness!.PublicSignals.AsSpan(), out _));

        // This one is of a development set-up.
        Assert.Equal(SetupVerdict.DevelopmentKey, verdict);
    }
}
