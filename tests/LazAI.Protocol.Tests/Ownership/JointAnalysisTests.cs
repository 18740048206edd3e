using System.Collections.Immutable;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;

namespace LazAI.Protocol.Tests.Ownership;

public class JointAnalysisTests
{
    [Fact]
    public void Refuse_BothOwnersHaveConsented_IsNull() => Assert.Null(
        JointAnalysis.Refuse(JointSamples.Program, JointSamples.Policy, JointSamples.DataSets, JointSamples.States, Samples.Now));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Refuse_OneOwnerWithdraws_IsRefused(int owner)
    {
        var state = JointSamples.States[owner];
        var withdrawal = new AnalysisConsent(
            state.Owner, JointSamples.DataSets[owner], JointAnalysis.IdOf(JointSamples.Program), new Slot(0), 9, OwnershipSamples.Deadline);
        var states = JointSamples.States.SetItem(owner, OwnershipSamples.After(state, OwnershipSamples.ConsentOf(withdrawal)));
        var refusal = JointAnalysis.Refuse(JointSamples.Program, JointSamples.Policy, JointSamples.DataSets, states, Samples.Now);
        Assert.Equal(OwnershipErrors.ConsentMissing, refusal?.Code);
    }

    /// <summary>Consent is to one program: another model, other parameters, a laxer policy or another partner is another program.</summary>
    [Fact]
    public void Refuse_AnythingOfTheProgramChanged_IsRefused()
    {
        var model = JointSamples.Program with { ModelId = Samples.OtherModel.Id };
        var parameters = JointSamples.Program with { ParametersHash = Samples.Hash("other") };
        var policy = JointSamples.Policy with { GroupRecordsMinimum = 2 };
        Assert.Equal(OwnershipErrors.ConsentMissing, Refuse(model, JointSamples.Policy)?.Code);
        Assert.Equal(OwnershipErrors.ConsentMissing, Refuse(parameters, JointSamples.Policy)?.Code);
        Assert.Equal(OwnershipErrors.ProgramMismatch, Refuse(JointSamples.Program, policy)?.Code);
        Assert.Equal(
            OwnershipErrors.ConsentMissing, Refuse(JointSamples.Program with { OutputPolicyHash = policy.StructHash() }, policy)?.Code);

        ImmutableArray<ContentHash> others =
            [.. new[] { JointSamples.DataSets[0], ContentHash.Of("third"u8) }.OrderBy(hash => hash.Value)];
        Assert.Equal(
            OwnershipErrors.ProgramMismatch,
            JointAnalysis.Refuse(JointSamples.Program, JointSamples.Policy, others, JointSamples.States, Samples.Now)?.Code);

        static Rejection? Refuse(AnalysisProgram program, OutputPolicy policy) =>
            JointAnalysis.Refuse(program, policy, JointSamples.DataSets, JointSamples.States, Samples.Now);
    }

    [Fact]
    public void Describe_DataSetsOutOfOrderRepeatedOrAlone_Throws()
    {
        Assert.Throws<ArgumentException>(() => Describe([.. JointSamples.DataSets.Reverse()]));
        Assert.Throws<ArgumentException>(() => Describe([JointSamples.DataSets[0], JointSamples.DataSets[0]]));
        Assert.Throws<ArgumentException>(() => Describe([JointSamples.DataSets[0]]));

        static void Describe(ImmutableArray<ContentHash> dataSets) =>
            JointAnalysis.Describe(Samples.Model.Id, "{}"u8, JointSamples.Policy, dataSets);
    }

    [Theory]
    [InlineData(5, 5, true)]
    [InlineData(0, 5, true)]
    [InlineData(5, 0, true)]
    [InlineData(0, 0, false)]
    [InlineData(4, 0, false)]
    [InlineData(4, 5, false)]
    [InlineData(100, 1, false)]
    public void Release_AGroup_ShowsOnlyIfNoOwnersRecordsAreFew(long first, long second, bool shows)
    {
        var (output, refusal) = JointAnalysis.Release(JointSamples.Policy, 2, [new AnalysisGroup("group", [first, second], [42])]);
        Assert.Null(refusal);
        Assert.Equal(shows ? 1 : 0, output!.Groups.Length);
        Assert.Equal(shows ? 0 : 1, output.Withheld);
    }

    [Fact]
    public void Release_AnyGroups_NeverShowsAWithheldName()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var groups = Enumerable.Range(0, random.Next(20))
                .Select(i => new AnalysisGroup($"name {i}.", [random.Next(12), random.Next(12)], [random.Next()]))
                .ToImmutableArray();
            var (output, _) = JointAnalysis.Release(JointSamples.Policy with { OutputBytesMaximum = 100_000 }, 2, groups);
            var text = System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(output!));
            Assert.All(groups, group => Assert.Equal(
                group.Records.Max() > 0 && group.Records.All(count => count is 0 or >= 5),
                text.Contains(group.Name, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Release_CountsForAnotherNumberOfDataSets_IsRefused() => Assert.Equal(
        OwnershipErrors.OutputMalformed, JointAnalysis.Release(JointSamples.Policy, 3, [new AnalysisGroup("a", [5, 5], [])]).Refusal?.Code);
}
