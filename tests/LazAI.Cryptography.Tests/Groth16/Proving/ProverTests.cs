using System.Security.Cryptography;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Groth16;
using LazAI.Cryptography.Groth16.Proving;
using LazAI.Cryptography.R1cs.Files;
using LazAI.Testing;
using LazAI.Testing.Vectors;
using Xunit.Abstractions;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Tests.Groth16.Proving;

public class ProverTests(ITestOutputHelper output)
{
    private const string Family = "crypto/groth16";
    private static readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    [InlineData(5, 3)]
    [InlineData(17, 2)]
    [InlineData(64, 0)]
    [InlineData(63, 0)]
    [InlineData(400, 7)]
    public void Prove_OfARandomSystemWithOurOwnKey_Verifies(int constraints, int publicSignals)
    {
        var synthetic = SyntheticSystem.Create(TestSeed.Create(output), constraints, publicSignals);
        var key = InsecureDevelopmentSetup.Create(synthetic.System, _random);
        var proof = Proof(Prover.Prove(key, synthetic.System, synthetic.Witness, _random, new() { VerifiesProof = false }));
        Assert.True(key.VerificationKey.Verify(in proof, synthetic.Witness.PublicSignals.AsSpan(), out _));
        if (publicSignals > 0)
        {
            var signals = synthetic.Witness.PublicSignals.ToArray();
            signals[^1] += new Bn254Scalar(1);
            Assert.False(key.VerificationKey.Verify(in proof, signals, out var refusal));
            Assert.Equal(Groth16Refusal.EquationDoesNotHold, refusal);
        }
    }

    [VectorFact(Family, "multiplier.zkey")]
    public void Prove_WithSnarkJssKeyAndWitness_VerifiesByTheKeyOfItsJson()
    {
        Assert.True(ProvingKey.TryReadZkey(Vector("multiplier.zkey"), out var key, out _));
        Assert.Equal(R1csFileRefusal.None, WitnessFile.Read(Vector("multiplier_valid_0.wtns"), key.PublicSignals, out var witness));
        var proof = Proof(Prover.Prove(key, witness!, _random));
        var json = VectorSuite.Files(Family).Single(file => file.Name == "multiplier.json").ReadJson();
        Assert.True(VerificationKey.TryParse(System.Text.Encoding.UTF8.GetBytes(json.GetProperty("vk").GetRawText()), out var expected, out _));
        Assert.Equal(expected.Hash, key.VerificationKey.Hash);
        Assert.True(expected.Verify(in proof, witness!.PublicSignals.AsSpan(), out _));

        // Of the same witness a second proof has nothing in common with the first.
        var other = Proof(Prover.Prove(key, witness, _random));
        Assert.True(expected.Verify(in other, witness.PublicSignals.AsSpan(), out _));
        Assert.NotEqual(proof.A, other.A);
        Assert.NotEqual(proof.B, other.B);
        Assert.NotEqual(proof.C, other.C);
    }

    [Fact]
    public void Prove_OnEveryPathAndAnyNumberOfThreads_Verifies()
    {
        var synthetic = SyntheticSystem.Create(TestSeed.Create(output), 600, 3);
        var key = InsecureDevelopmentSetup.Create(synthetic.System, _random, maximumDegreeOfParallelism: 2);
        foreach (var path in Enum.GetValues<LanePath>().Where(LanePaths.IsSupported))
        {
            foreach (var threads in (int[])[1, 2, 5])
            {
                var options = new ProvingOptions { MaximumDegreeOfParallelism = threads };
                Assert.IsType<Proved>(LanePaths.On(path, () => Prover.Prove(key, synthetic.System, synthetic.Witness, _random, options)));
            }
        }
    }

    [Fact]
    public void Prove_OfAWitnessThatBreaksConstraints_NamesTheFirst()
    {
        var random = TestSeed.Create(output);
        var synthetic = SyntheticSystem.Create(random, 100, 2);
        var key = InsecureDevelopmentSetup.Create(synthetic.System, _random);
        for (var i = 0; i < 20; i++)
        {
            var witness = synthetic.Changed(random.Next(1, synthetic.System.Wires), value => value + Fr.FromUInt64(7));
            var violated = synthetic.System.FindViolated(witness.Values);
            Assert.Equal(
                violated < 0 ? typeof(Proved) : typeof(NotProved), Prover.Prove(key, synthetic.System, witness, _random).GetType());
            if (violated >= 0)
            {
                Assert.Equal(
                    new NotProved(ProvingRefusal.WitnessDoesNotSatisfy, violated), Prover.Prove(key, synthetic.System, witness, _random));
                Assert.Equal(new NotProved(ProvingRefusal.ProofDoesNotVerify), Prover.Prove(key, witness, _random, new() { VerifiesProof = false }));
            }
        }
    }

    [Fact]
    public void Prove_WithWhatDoesNotBelongTogether_IsRefused()
    {
        var random = TestSeed.Create(output);
        var (one, other) = (SyntheticSystem.Create(random, 40, 2), SyntheticSystem.Create(random, 40, 2));
        var key = InsecureDevelopmentSetup.Create(one.System, _random);
        Assert.Equal(new NotProved(ProvingRefusal.OtherConstraintSystem), Prover.Prove(key, other.System, other.Witness, _random));
        Assert.Equal(
            new NotProved(ProvingRefusal.OtherWitness),
            Prover.Prove(key, one.System, new(one.Witness.Values[..^1].ToArray(), 2), _random));
        Assert.Equal(
            new NotProved(ProvingRefusal.OtherWitness),
            Prover.Prove(key, one.System, new(one.Witness.Values.ToArray(), 1), _random));
        Assert.Equal(
            new NotProved(ProvingRefusal.OtherWitness),
            Prover.Prove(key, one.System, one.Changed(0, value => value + value), _random));
    }

    private static Proof Proof(ProvingOutcome outcome) => Assert.IsType<Proved>(outcome).Proof;

    private static byte[] Vector(string name) => new VectorFile(Family, name, 1).ReadBytes();
}
