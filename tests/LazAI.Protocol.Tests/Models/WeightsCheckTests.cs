using LazAI.Engines;
using LazAI.Protocol.Models;

namespace LazAI.Protocol.Tests.Models;

public class WeightsCheckTests
{
    private static readonly byte[] s_noPerceptron = new byte[5_000];

    [Fact]
    public void Refuse_WeightsThatTheEngineDoesNotLoad_NamesTheFault()
    {
        var refusal = WeightsCheck.Refuse(Describe(s_noPerceptron, Int8MlpEngine.Id), s_noPerceptron);
        Assert.Equal(ModelErrors.WeightsMismatch, refusal?.Code);
        Assert.Contains("no int8 perceptron", refusal!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuse_EngineOfOthers_LooksAtTheCommitmentAlone()
    {
        var description = Describe(s_noPerceptron, "their.engine");
        Assert.Null(WeightsCheck.Refuse(description, s_noPerceptron));
        Assert.Equal(ModelErrors.WeightsMismatch, WeightsCheck.Refuse(description, s_noPerceptron.AsSpan(1))?.Code);
        Assert.Equal(ModelErrors.WeightsMismatch, WeightsCheck.Refuse(description with { Commitment = Samples.Hash("other") }, s_noPerceptron)?.Code);
    }

    private static ModelDescription Describe(byte[] weights, string engine) => Samples.Model.Description with
    {
        Commitment = ModelCommitment.Compute(weights),
        WeightsBytes = weights.Length,
        Determinism = Samples.Model.Description.Determinism with { Engine = engine },
    };
}
