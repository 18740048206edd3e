using LazAI.Client.DataSets;
using LazAI.Enclave.DataSets;
using LazAI.Protocol.Models;

namespace LazAI.Enclave.Tests.DataSets;

public sealed class DataSetEngineTests
{
    [Theory]
    [InlineData(DataSetEngines.Anchor, "1", "lazai.anchor 1\n", true, "")]
    [InlineData(DataSetEngines.GroupSum, "1", "lazai.group-sum 1\n", true, "")]
    [InlineData(DataSetEngines.Anchor, "1", "lazai.anchor 1\n", false, "This worker takes no data sets.")]
    [InlineData(DataSetEngines.Anchor, "1", "lazai.group-sum 1\n", true, "The weights of an engine for data sets are its name and version.")]
    [InlineData(DataSetEngines.Anchor, "2", "lazai.anchor 1\n", true, "There is no engine lazai.anchor 2.")]
    public void TryCreate_OnlyForItsWeightsWhereTheWorkerHasOptedIn_GivesAnEngine(
        string engine, string version, string weights, bool takesDataSets, string expected)
    {
        var created = DataSetEngine.TryCreate(
            new DeterminismConfig(engine, version, "none", 0, false, 1), System.Text.Encoding.UTF8.GetBytes(weights), takesDataSets, out var found,
            out var refusal);

        Assert.Equal(expected, refusal);
        Assert.Equal(expected.Length == 0, created);
        Assert.Equal(created ? engine : null, found?.Id);
    }
}
