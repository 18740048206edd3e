using System.Collections.Immutable;
using System.Text;
using LazAI.Client.DataSets;
using LazAI.Cryptography;
using LazAI.Enclave.DataSets;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Ownership;

namespace LazAI.Gateway.Tests;

/// <summary>Two owners' encrypted data sets, analysed together in one session: by consent of both, and only the policy's output comes out.</summary>
[Collection(nameof(NetworkFixture))]
public sealed class JointAnalysisTests(NetworkFixture network) : IAsyncLifetime
{
    private static readonly byte[] s_parameters = """{"groupColumn":0,"valueColumn":1}"""u8.ToArray();
    private static readonly OutputPolicy s_policy = new(3, 10_000);

    private DataSetNetwork _it = null!;
    private ModelDescription _model = null!;

    public async Task InitializeAsync()
    {
        _it = await DataSetNetwork.OpenAsync(network);
        _model = network.Model with
        {
            Name = "group sums",
            Determinism = new DeterminismConfig(GroupSumEngine.Id, GroupSumEngine.Version, "none", 0, false, 1),
        };
    }

    public async Task DisposeAsync()
    {
        await _it.CloseAsync();
        _it.Dispose();
    }

    [Fact]
    public async Task Analysis_ByConsentOfBoth_GivesWhatThePolicyLetsOut()
    {
        // Of "rare" the first owner has only one record: the second could subtract its own three.
        using var first = await OpenAsync(_it.Owner, "north,5\nnorth,6\nnorth,7\nrare,1000\n");
        using var second = await OpenAsync(_it.Other, "north,1\nnorth,2\nnorth,3\nrare,1\nrare,2\nrare,3\nsouth,10\nsouth,20\nsouth,30");
        var (one, other) = InOrder(first, second);
        var program = JointAnalysis.IdOf(
            JointAnalysis.Describe(_model.ComputeModelId(), s_parameters, s_policy, [one.Content, other.Content]));
        Assert.Equal(OwnershipErrors.ConsentMissing, (await RunAsync(one, other)).Refusal?.Code);

        await ConsentAsync(_it.Owner, first, program);
        Assert.Equal(OwnershipErrors.ConsentMissing, (await RunAsync(one, other)).Refusal?.Code);

        await ConsentAsync(_it.Other, second, program);
        var (output, refusal) = await RunAsync(one, other);
        Assert.Null(refusal);
        Assert.Equal(1, output!.Withheld);
        Assert.Equal(
            ["north: 6 records, 24", "south: 3 records, 60"],
            output.Groups.Select(group => $"{group.Name}: {group.Records.Sum()} records, {group.Values.Single()}"));

        // Another policy or other parameters are another program.
        Assert.Equal(OwnershipErrors.ConsentMissing, (await RunAsync(one, other, s_policy with { GroupRecordsMinimum = 2 })).Refusal?.Code);
        Assert.Equal(
            OwnershipErrors.ConsentMissing, (await RunAsync(one, other, parameters: """{"groupColumn":1,"valueColumn":1}"""u8.ToArray())).Refusal?.Code);

        // Withdrawn is withdrawn.
        await _it.Client.ConsentAsync(_it.Orders(_it.Owner, first.Content).Consent(program, new Slot(0)));
        Assert.Equal(OwnershipErrors.ConsentMissing, (await RunAsync(one, other)).Refusal?.Code);
    }

    [Fact]
    public async Task Analysis_OnDataThatDoesNotFit_SaysWhereAndNotWhat()
    {
        using var first = await OpenAsync(_it.Owner, "north,5\nnorth,secret\n");
        using var second = await OpenAsync(_it.Other, "north,5\nnorth,6");
        var (one, other) = InOrder(first, second);
        var program = JointAnalysis.IdOf(
            JointAnalysis.Describe(_model.ComputeModelId(), s_parameters, s_policy, [one.Content, other.Content]));
        await ConsentAsync(_it.Owner, first, program);
        await ConsentAsync(_it.Other, second, program);
        var (_, refusal) = await RunAsync(one, other);
        Assert.Equal(OwnershipErrors.OutputMalformed, refusal?.Code);
        Assert.Contains("line 2", refusal?.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal?.Detail, StringComparison.Ordinal);
    }

    private static (OpenedDataSet One, OpenedDataSet Other) InOrder(OpenedDataSet first, OpenedDataSet second) =>
        first.Content.Value < second.Content.Value ? (first, second) : (second, first);

    /// <summary>Encrypts and anchors a data set, and opens it in the session by a key that its owner has wrapped to it.</summary>
    private async Task<OpenedDataSet> OpenAsync(Secp256k1PrivateKey owner, string text)
    {
        using var key = DataKey.Generate(NetworkFixture.Random);
        var file = EncryptedData.Encrypt(Encoding.UTF8.GetBytes(text), owner.Address, key, NetworkFixture.Random);
        var content = (await _it.Client.AnchorAsync(_it.Anchor(file, owner))).ContentHash;
        Assert.True(_it.Enclave.TryCountersign(
            _it.Orders(owner, content).RequestKey(_it.Worker.Session.Id, LicenceScope.Analysis), out var request));
        await _it.Client.RequestKeyAsync(request);
        var agent = new KeyReleaseAgent(network.Domain, network.Status.Rules, _it.Trust, owner.Address, NetworkFixture.Random);
        Assert.True(
            agent.TryRelease(
                Assert.Single((await _it.Client.ListKeyRequestsAsync(content)).Items), content, key, await _it.Client.GetEventsAsync(content),
                network.Clock.Now, out var envelope, out var refusal),
            refusal);
        WrappedKeyView released = await _it.Client.ReleaseKeyAsync(_it.Orders(owner, content).ReleaseKey(_it.Worker.Session.Id, envelope));
        Assert.True(_it.Enclave.TryOpen(file, content, owner.Address, released.Envelope.Span, out var opened));
        return opened;
    }

    private async Task ConsentAsync(Secp256k1PrivateKey owner, OpenedDataSet data, ProgramId program) =>
        await _it.Client.ConsentAsync(_it.Orders(owner, data.Content).Consent(
            program, network.Clock.Now + network.Clock.SlotsFor(TimeSpan.FromHours(1))));

    private async Task<(AnalysisOutput? Output, Rejection? Refusal)> RunAsync(
        OpenedDataSet one, OpenedDataSet other, OutputPolicy? policy = null, byte[]? parameters = null)
    {
        var inputs = ImmutableArray.CreateBuilder<AnalysisInput>();
        foreach (var data in (OpenedDataSet[])[one, other])
        {
            var (replayed, unsound) = ReplayedDataSet.Replay(
                network.Domain, data.Content, await _it.Client.GetEventsAsync(data.Content), network.Status.Rules);
            Assert.Null(unsound);
            inputs.Add(new AnalysisInput(data, replayed!));
        }

        return JointAnalysisRun.Run(
            _model, parameters ?? s_parameters, policy ?? s_policy, inputs.ToImmutable(), network.Clock.Now);
    }
}
