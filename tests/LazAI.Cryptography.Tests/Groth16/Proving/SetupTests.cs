using System.Security.Cryptography;
using System.Text;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Groth16;
using LazAI.Cryptography.Groth16.Proving;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Groth16.Proving;

public class SetupTests(ITestOutputHelper output)
{
    private static readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    [Fact]
    public void Judge_OfADevelopmentKey_RefusesUnlessTheDangerIsNamed()
    {
        var key = Create(out _).VerificationKey;
        Assert.Equal(SetupVerdict.DevelopmentKey, SetupPolicy.None.Judge(key));
        Assert.Equal(SetupVerdict.DevelopmentKey, SetupPolicy.Trusting([key.Hash]).Judge(key));
        Assert.Equal(SetupVerdict.UnknownKey, SetupPolicy.InsecureTrustingDevelopmentKeys([]).Judge(key));
        Assert.Equal(SetupVerdict.Trusted, SetupPolicy.InsecureTrustingDevelopmentKeys([key.Hash]).Judge(key));

        // The mark outlives snarkjs's plainest file.
        Assert.True(VerificationKey.TryParse(key.ToJson(), out var read, out _));
        Assert.Equal(key.Hash, read.Hash);
        Assert.Equal(SetupVerdict.DevelopmentKey, SetupPolicy.Trusting([key.Hash]).Judge(read));
    }

    [Fact]
    public void Judge_OfOtherKeys_TrustsThoseOfTheList()
    {
        var random = TestSeed.Create(output);
        var (one, other) = (Trapdoors.Create(random, 2).Key(), Trapdoors.Create(random, 2).Key());
        Assert.False(one.IsOfInsecureDevelopmentSetup);
        Assert.NotEqual(one.Hash, other.Hash);
        Assert.Equal(SetupVerdict.UnknownKey, SetupPolicy.None.Judge(one));
        Assert.Equal(SetupVerdict.Trusted, SetupPolicy.Trusting([one.Hash]).Judge(one));
        Assert.Equal(SetupVerdict.UnknownKey, SetupPolicy.Trusting([one.Hash]).Judge(other));
    }

    [Fact]
    public void Create_Twice_HasSecretsOfItsOwn()
    {
        var one = Create(out var synthetic);
        var other = InsecureDevelopmentSetup.Create(synthetic.System, _random, maximumDegreeOfParallelism: 3);
        Assert.NotEqual(one.Hash, other.Hash);
        Assert.NotEqual(one.VerificationKey.Hash, other.VerificationKey.Hash);

        // A proof by the one is none by the other.
        var proof = Assert.IsType<Proved>(Prover.Prove(one, synthetic.System, synthetic.Witness, _random)).Proof;
        Assert.False(other.VerificationKey.Verify(in proof, synthetic.Witness.PublicSignals.AsSpan(), out _));
    }

    [Fact]
    public void CreateAndProve_ReportAllOfTheWork()
    {
        var synthetic = SyntheticSystem.Create(TestSeed.Create(output), 300, 2);
        var (setup, proving) = (new Reports(), new Reports());
        var key = InsecureDevelopmentSetup.Create(synthetic.System, _random, 2, setup);
        Prover.Prove(key, synthetic.System, synthetic.Witness, _random, new() { Progress = proving });
        foreach (var reports in (Reports[])[setup, proving])
        {
            Assert.True(reports.All.Count > 4);
            Assert.All(reports.All, report => Assert.InRange(report.Done, 1, report.Total));
            Assert.Contains(reports.All, report => report.Done == report.Total);
        }
    }

    [Fact]
    public void CreateAndProve_Cancelled_Stop()
    {
        var synthetic = SyntheticSystem.Create(TestSeed.Create(output), 300, 2);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => InsecureDevelopmentSetup.Create(synthetic.System, _random, cancellation: cancelled.Token));
        var key = InsecureDevelopmentSetup.Create(synthetic.System, _random);
        Assert.ThrowsAny<OperationCanceledException>(
            () => Prover.Prove(key, synthetic.System, synthetic.Witness, _random, cancellation: cancelled.Token));

        // In the midst of it, too.
        using var later = new CancellationTokenSource();
        var options = new ProvingOptions { Progress = new Cancelling(later) };
        Assert.ThrowsAny<OperationCanceledException>(
            () => Prover.Prove(key, synthetic.System, synthetic.Witness, _random, options, later.Token));
    }

    [Fact]
    public void Estimate_OfALargerKey_IsMoreAndLimitsAreKept()
    {
        var random = TestSeed.Create(output);
        var (small, large) = (SyntheticSystem.Create(random, 100, 2), SyntheticSystem.Create(random, 1000, 2));
        var (smallKey, largeKey) = (InsecureDevelopmentSetup.Create(small.System, _random), InsecureDevelopmentSetup.Create(large.System, _random));
        var (less, more) = (Prover.Estimate(smallKey), Prover.Estimate(largeKey));
        Assert.True(less.AdditionsInG1 < more.AdditionsInG1 && less.AdditionsInG2 < more.AdditionsInG2);
        Assert.True(less.OneCoreTime < more.OneCoreTime && less.PeakMemoryBytes < more.PeakMemoryBytes);
        Assert.True(more.PeakMemoryBytes < Prover.Estimate(largeKey, 2).PeakMemoryBytes);

        var limit = new ProvingOptions { MemoryBytesMaximum = less.PeakMemoryBytes, MaximumDegreeOfParallelism = 1 };
        Assert.IsType<Proved>(Prover.Prove(smallKey, small.System, small.Witness, _random, limit));
        Assert.Equal(new NotProved(ProvingRefusal.TooMuchMemory), Prover.Prove(largeKey, large.System, large.Witness, _random, limit));
    }

    // Every byte of a proof's and a key's text means something, and every signal.
    [Fact]
    public void Verify_OfAProofWithAnAlteredByte_Refuses()
    {
        var random = TestSeed.Create(output);
        var key = Create(out var synthetic).VerificationKey;
        var outcome = Prover.Prove(Create(synthetic), synthetic.System, synthetic.Witness, _random);
        var proof = Assert.IsType<Proved>(outcome).Proof;
        Assert.False(key.Verify(in proof, synthetic.Witness.PublicSignals.AsSpan(), out _));

        var own = Create(synthetic);
        proof = Assert.IsType<Proved>(Prover.Prove(own, synthetic.System, synthetic.Witness, _random)).Proof;
        var (text, keyText, signals) = (proof.ToJson(), own.VerificationKey.ToJson(), synthetic.Witness.PublicSignals.ToArray());
        Assert.True(IsValid(text, keyText, signals));
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit((char)text[i]))
            {
                Assert.False(IsValid(Altered(text, i, random), keyText, signals));
            }
        }

        // Its pairing's value is not read.
        var pairing = Encoding.UTF8.GetString(keyText).IndexOf("vk_alphabeta_12", StringComparison.Ordinal);
        var ic = Encoding.UTF8.GetString(keyText).IndexOf("\"IC\"", StringComparison.Ordinal);
        for (var i = 0; i < keyText.Length; i += random.Next(1, 8))
        {
            if (char.IsAsciiLetterOrDigit((char)keyText[i]) && (i < pairing || i > ic))
            {
                Assert.False(IsValid(text, Altered(keyText, i, random), signals));
            }
        }

        for (var i = 0; i < signals.Length; i++)
        {
            var altered = signals.ToArray();
            altered[i] += new Bn254Scalar(1UL << random.Next(60));
            Assert.False(IsValid(text, keyText, altered));
        }
    }

    private static bool IsValid(byte[] proofJson, byte[] keyJson, Bn254Scalar[] signals) =>
        VerificationKey.TryParse(keyJson, out var key, out _) && Proof.TryParse(proofJson, out var proof, out _) && key.Verify(in proof, signals, out _);

    // Another digit or letter.
    private static byte[] Altered(byte[] text, int place, Random random)
    {
        var altered = text.ToArray();
        altered[place] = (byte)('0' + (text[place] - '0' + random.Next(1, 10)) % 10);
        return altered;
    }

    private ProvingKey Create(out SyntheticSystem synthetic)
    {
        synthetic = SyntheticSystem.Create(TestSeed.Create(output), 40, 3);
        return Create(synthetic);
    }

    private static ProvingKey Create(SyntheticSystem synthetic) => InsecureDevelopmentSetup.Create(synthetic.System, _random);

    private sealed class Reports : IProgress<ProvingProgress>
    {
        public List<ProvingProgress> All { get; } = [];

        public void Report(ProvingProgress value)
        {
            lock (All)
            {
                All.Add(value);
            }
        }
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<ProvingProgress>
    {
        public void Report(ProvingProgress value) => source.Cancel();
    }
}
