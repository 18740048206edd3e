using LazAI.Engines.FraudProofs;
using LazAI.Engines.Traces;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Engines.Tests;

/// <summary>No honest trace is ever convicted, and no bytes make the judge throw.</summary>
public sealed class FraudJudgeTests(ITestOutputHelper output)
{
    private const int Attempts = 30_000;

    [Fact]
    public void Convicts_HonestTrace_NeverInManyAttempts()
    {
        var random = TestSeed.Create(output);
        var refusals = new SortedDictionary<FraudProofRefusal, int>();
        var dishonestConvicted = 0;
        var models = TracedModels.Create(random).ToArray();
        for (var m = 0; m < models.Length; m++)
        {
            var (model, stranger) = (models[m], models[(m + 1) % models.Length]);
            var input = model.RandomInput(random);
            var honest = model.Run(input);
            var claim = model.Claim(input, honest.Trace, honest.Result);
            var liar = model.RunWithFault(honest, random.Next(model.Program.StepCount), random.Next(), carriedOn: true);
            var lie = model.Claim(input, liar.Trace, liar.Result);

            // Against the honest trace itself, against a liar's, against that of another input, and of another model.
            var (other, strange) = (model.Run(model.RandomInput(random)), stranger.Run(stranger.RandomInput(random)));
            FraudProof[] pool =
            [
                .. Proofs(model, honest, honest.Trace), .. Proofs(model, honest, liar.Trace), .. Proofs(model, liar, liar.Trace),
                .. Proofs(model, liar, honest.Trace), .. Proofs(model, other, honest.Trace), .. Proofs(model, other, other.Trace),
                .. Proofs(stranger, strange, strange.Trace),
            ];
            var mutation = new FraudProofMutation(random, pool);
            for (var attempt = 0; attempt < Attempts / models.Length; attempt++)
            {
                var proof = mutation.Next();
                bool convicted;
                FraudProofRefusal refusal;
                if (attempt % 5 == 0)
                {
                    var bent = mutation.Bend(FraudProofEncoding.Encode(proof));
                    convicted = FraudJudge.Convicts(claim, bent, out refusal);
                    dishonestConvicted += FraudJudge.Convicts(lie, bent, out _) ? 1 : 0;
                }
                else
                {
                    convicted = FraudJudge.Convicts(claim, proof, out refusal);
                    dishonestConvicted += FraudJudge.Convicts(lie, proof, out _) ? 1 : 0;
                }

                Assert.False(convicted, $"model {m}, attempt {attempt}: {proof}");
                refusals[refusal] = refusals.GetValueOrDefault(refusal) + 1;
            }
        }

        output.WriteLine(string.Join(", ", refusals.Select(refusal => $"{refusal.Key} {refusal.Value}")) + $", liars convicted {dishonestConvicted}");

        // The attempts came to every check of the judge that a model which runs can fail, and some of them were proofs that convict a liar.
        Assert.Equal(
            Enum.GetValues<FraudProofRefusal>().Except([FraudProofRefusal.None, FraudProofRefusal.NoProgram]), refusals.Keys);
        Assert.InRange(dishonestConvicted, 1, Attempts);
    }

    [Fact]
    public void Convicts_FileThatIsNoModel_HasNoProgram()
    {
        var model = TracedModel.Perceptron(RandomInt8Mlp.Model(new Random(13), 784, 128, 64, 10));
        var honest = model.Run(new byte[784]);
        byte[] weights = [.. model.Weights];
        weights[0] ^= 1;
        var claim = model.Claim(new byte[784], honest.Trace, honest.Result) with { ModelCommitment = ModelCommitment.Compute(weights) };

        Assert.False(FraudJudge.Convicts(claim, new FraudProver(model.Program, weights).ProveStep(honest, honest.Trace, 0), out var refusal));
        Assert.Equal(FraudProofRefusal.NoProgram, refusal);
        Assert.False(FraudJudge.Convicts(claim with { EngineId = "none" }, FraudProofEncoding.Encode(model.Prover.ProveResult(honest, honest.Trace)), out _));
    }

    [Fact]
    public void Convicts_ProofCutAnywhere_IsMalformed()
    {
        var model = TracedModel.Perceptron(RandomInt8Mlp.Model(new Random(11), 20, 10, 3));
        var input = model.RandomInput(new Random(11));
        var honest = model.Run(input);
        var liar = model.RunWithFault(honest, 0, 0, carriedOn: true);
        var claim = model.Claim(input, liar.Trace, liar.Result);
        foreach (var proof in Proofs(model, honest, liar.Trace))
        {
            var encoded = FraudProofEncoding.Encode(proof);
            for (var length = 0; length < encoded.Length; length++)
            {
                Assert.False(FraudJudge.Convicts(claim, encoded.AsSpan(0, length), out var refusal));
                Assert.Equal(FraudProofRefusal.Malformed, refusal);
            }

            Assert.False(FraudJudge.Convicts(claim, [.. encoded, 0], out var trailing));
            Assert.Equal(FraudProofRefusal.Malformed, trailing);
        }
    }

    [Fact]
    public void TryParse_RandomBytesBehindTheMagic_AreNoProofOrTheirOwnEncoding()
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = new byte[random.Next(8, 300)];
            random.NextBytes(bytes);
            "LAZFRAUD"u8.CopyTo(bytes);
            if (bytes.Length > 11)
            {
                (bytes[8], bytes[9], bytes[10]) = (1, 0, (byte)random.Next(5));
            }

            if (FraudProofEncoding.TryParse(bytes, out var proof))
            {
                Assert.Equal(bytes, FraudProofEncoding.Encode(proof));
            }
        }

        Assert.False(FraudProofEncoding.TryParse(new byte[FraudProofEncoding.EncodedLengthMaximum + 1], out _));
    }

    [Fact]
    public void Convicts_ProofOfAbsentParts_IsRefusedWithoutAnException()
    {
        var model = TracedModel.Perceptron(RandomInt8Mlp.Model(new Random(12), 784, 128, 64, 10));
        var input = model.RandomInput(new Random(12));
        var honest = model.Run(input);
        var claim = model.Claim(input, honest.Trace, honest.Result);
        var nothing = new ProvenBytes(default, default);
        var proof = model.Prover.ProveStep(honest, honest.Trace, 1);
        foreach (var lacking in (FraudProof[])
        [
            proof with { Header = nothing }, proof with { Reads = nothing }, proof with { Weights = nothing },
            proof with { TileSiblings = default }, proof with { Step = new ProvenStep(proof.Step.Step, default) },
            model.Prover.ProveInitialState(honest, honest.Trace) with { Input = default },
            model.Prover.ProveResult(honest, honest.Trace) with { Tiles = nothing },
        ])
        {
            Assert.False(FraudJudge.Convicts(claim, lacking, out var refusal));
            Assert.NotEqual(FraudProofRefusal.NothingWrong, refusal);
        }
    }

    private static IEnumerable<FraudProof> Proofs(TracedModel model, TracedRun run, ExecutionTrace claimed)
    {
        for (var step = 0; step < model.Program.StepCount; step += 1 + (model.Program.StepCount / 20))
        {
            yield return model.Prover.ProveStep(run, claimed, step);
        }

        yield return model.Prover.ProveInitialState(run, claimed);
        yield return model.Prover.ProveResult(run, claimed);
    }
}
