using LazAI.Engines;
using LazAI.Protocol.Models;

namespace LazAI.Protocol.Tests.Models;

public class WeightsCheckTests
{
    private static readonly byte[] s_noPerceptron = new byte[5_000];

    [Theory]
    [InlineData(Int8MlpEngine.Id, "no int8 perceptron: MagicUnknown")]
    [InlineData(Int8ConvEngine.Id, "no int8 convolutional network: MagicUnknown")]
    [InlineData(TreeEnsembleEngine.Id, "no tree ensemble: MagicUnknown")]
    public void Refuse_WeightsThatTheEngineDoesNotLoad_NamesTheFault(string engine, string fault)
    {
        var refusal = WeightsCheck.Refuse(Describe(s_noPerceptron, engine), s_noPerceptron);
        Assert.Equal(ModelErrors.WeightsMismatch, refusal?.Code);
        Assert.Contains(fault, refusal!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuse_EngineOfOthers_LooksAtTheCommitmentAlone()
    {
        var description = Describe(s_noPerceptron, "their.engine");
        Assert.Null(WeightsCheck.Refuse(description, s_noPerceptron));
        Assert.Equal(ModelErrors.WeightsMismatch, WeightsCheck.Refuse(description, s_noPerceptron.AsSpan(1))?.Code);
        Assert.Equal(ModelErrors.WeightsMismatch, WeightsCheck.Refuse(description with { Commitment = Samples.Hash("other") }, s_noPerceptron)?.Code);
    }

    /// <summary>Tasks bring as many bytes as the description says; with another size each of them would be one that no engine computes.</summary>
    [Theory]
    [InlineData(6, true)]
    [InlineData(5, false)]
    [InlineData(7, false)]
    [InlineData(0, false)]
    public void Refuse_InputsOfAnotherSizeThanTheEngineTakes_NamesIt(int inputBytes, bool taken)
    {
        Assert.True(Int8MlpModel.TryCreate([new Int8MlpLayer(6, [1, 2], [.. new sbyte[12]], 0)], out var perceptron, out _));
        var weights = perceptron.Encode();
        var refusal = WeightsCheck.Refuse(Describe(weights, Int8MlpEngine.Id) with { InputBytes = inputBytes }, weights);
        Assert.Equal(taken ? null : ModelErrors.WeightsMismatch, refusal?.Code);
        Assert.True(taken || refusal!.Detail.Contains("is 6, not", StringComparison.Ordinal));
    }

    private static ModelDescription Describe(byte[] weights, string engine) => Samples.Model.Description with
    {
        Commitment = ModelCommitment.Compute(weights),
        WeightsBytes = weights.Length,
        Determinism = Samples.Model.Description.Determinism with { Engine = engine },
    };
}
