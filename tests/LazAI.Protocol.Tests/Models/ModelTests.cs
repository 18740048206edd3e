using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Tests.Deciding;

namespace LazAI.Protocol.Tests.Models;

public class ModelTests
{
    public static TheoryData<string, Func<ModelDescription, ModelDescription>> Faults { get; } = new()
    {
        { "name", model => model with { Name = "" } },
        { "name", model => model with { Name = new string('x', 65) } },
        { "name", model => model with { Name = "a\nb" } },
        { "name", model => model with { Name = "naïve" } },
        { "version", model => model with { Version = "" } },
        { "version", model => model with { Version = new string('1', 33) } },
        { "weightsBytes", model => model with { WeightsBytes = 0 } },
        { "weightsBytes", model => model with { WeightsBytes = ModelAggregate.WeightsBytesMaximum + 1 } },
        { "determinism", model => model with { Determinism = model.Determinism with { Engine = "" } } },
        { "determinism", model => model with { Determinism = model.Determinism with { EngineVersion = "" } } },
        { "determinism", model => model with { Determinism = model.Determinism with { Quantisation = "" } } },
        { "determinism", model => model with { Determinism = model.Determinism with { Seed = -1 } } },
        { "determinism", model => model with { Determinism = model.Determinism with { OutputElementsMaximum = 0 } } },
        { "sampling", model => model with { Determinism = model.Determinism with { Sampling = true } } },
        { "leaseSlots", model => model with { LeaseSlots = -1 } },
        { "leaseSlots", model => model with { LeaseSlots = Samples.Rules.SessionSlotsMaximum } },
        { "inputBytes", model => model with { InputBytes = -1 } },
        { "inputBytes", model => model with { InputBytes = Samples.Rules.InlineDataBytesMaximum + 1 } },
        { "price", model => model with { Price = Amount.Zero } },
        { "verifyModes", model => model with { VerifyModes = [] } },
        { "verifyModes", model => model with { VerifyModes = default } },
        { "verifyModes", model => model with { VerifyModes = [VerifyMode.Tee, VerifyMode.Tee] } },
        { "verifyModes", model => model with { VerifyModes = [VerifyMode.Tee, VerifyMode.TeeZk] } },
        { "evidence", model => model with { Evidence = model.Evidence with { Measurements = [] } } },
        { "evidence", model => model with { Evidence = model.Evidence with { Measurements = default } } },
        { "evidence", model => model with { Evidence = model.Evidence with { Measurements = [new string('A', 96)] } } },
        { "evidence", model => model with { Evidence = model.Evidence with { Measurements = [new string('a', 95)] } } },
        { "evidence", model => model with { Evidence = model.Evidence with { Measurements = [.. Enumerable.Repeat(new string('a', 96), 65)] } } },
        { "evidence", model => model with { Evidence = new EvidencePolicy([], [], AllowDebug: false) } },
        { "evidence", model => model with { Evidence = Samples.GenuineSgx with { DevelopmentRoots = [Samples.DevelopmentRoot] } } },
        {
            "evidence.sgx.ageSecondsMaximum",
            model => model with { Evidence = Samples.GenuineSgx with { Sgx = Samples.GenuineSgx.Sgx! with { AgeSecondsMaximum = -1 } } }
        },
        { "evidence", model => model with { Evidence = model.Evidence with { DevelopmentRoots = default } } },
        { "evidence", model => model with { Evidence = model.Evidence with { DevelopmentRoots = [.. new Bytes32[65]] } } },
    };

    public static IEnumerable<(string Name, ModelState State)> States =>
    [
        ("None", ModelState.Initial),
        ("Registered", new ModelState(Samples.Model.Description, Samples.Now, Samples.Registration)),
        ("Registered otherwise", new ModelState(Samples.Model.Description with { Price = new Amount(1) }, Samples.Now, Samples.Registration)),
    ];

    [Fact]
    public void Decide_EveryCommandInEveryState_DoesWhatTheGridSays() =>
        Snapshot.Match("ModelGrid.txt", Grid.Of<ModelState, ModelCommand, ModelEvent, ModelEffect>(
            States,
            [("Register", new ModelCommand.Register(
                Samples.Model.Id, Samples.Model.Description, Samples.Model.Description.Publisher, Samples.Registration))],
            (state, command) => ModelAggregate.Decide(state, command, Samples.Rules, Samples.Now),
            ModelAggregate.Apply,
            after => $"registered at {after.RegisteredAt}"));

    /// <summary>Receipts show it: the first one stays, as the description does.</summary>
    [Fact]
    public void Register_AgainUnderAnotherNonce_KeepsTheFirstSignature()
    {
        var again = new ModelCommand.Register(
            Samples.Model.Id, Samples.Model.Description, Samples.Model.Description.Publisher, Samples.Registration with { Nonce = 2 });
        var first = ModelAggregate.Apply(ModelState.Initial, Assert.Single(Events(ModelState.Initial, again with { Registration = Samples.Registration })));
        Assert.Equal(Samples.Registration, first.Registration);
        Assert.Empty(Events(first, again));

        static System.Collections.Immutable.ImmutableArray<ModelEvent> Events(ModelState state, ModelCommand command) =>
            Assert.IsType<Accepted<ModelEvent, ModelEffect>>(ModelAggregate.Decide(state, command, Samples.Rules, Samples.Now)).Events;
    }

    [Fact]
    public void Register_ModelThatDemandsGenuineHardware_IsAccepted()
    {
        var vtpm = new VtpmDemands([new PcrDemand(11, MeasurementRule.OneOf(new string('c', 64))), new PcrDemand(4, MeasurementRule.OneOf(new string('d', 64)))]);
        var description = Samples.Model.Description with { Evidence = Samples.GenuineSgx with { Vtpm = vtpm } };
        Assert.Null(Refusal.Of(ModelAggregate.Decide(
            ModelState.Initial,
            new ModelCommand.Register(description.ComputeModelId(), description, description.Publisher, Samples.Registration),
            Samples.Rules,
            Samples.Now)));
        Assert.Equal(
            CanonicalJson.Serialize(description), CanonicalJson.Serialize(CanonicalJson.Deserialize<ModelDescription>(CanonicalJson.Serialize(description))));
        Assert.Equal(vtpm, CanonicalJson.Deserialize<ModelDescription>(CanonicalJson.Serialize(description)).Evidence.Vtpm);
        Assert.NotNull((Samples.GenuineSgx with { Vtpm = new VtpmDemands([]) }).FindFault());
    }

    [Fact]
    public void Refusals_ScenarioWithoutFault_IsAccepted() => ModelRefusals.Register.RequireAccepted();

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void Register_DescriptionWithAFault_IsRefusedNamingIt(string member, Func<ModelDescription, ModelDescription> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var description = change(Samples.Model.Description);
        var refusal = Refusal.Of(ModelAggregate.Decide(
            ModelState.Initial,
            new ModelCommand.Register(description.ComputeModelId(), description, description.Publisher, Samples.Registration),
            Samples.Rules,
            Samples.Now));
        Assert.Equal(ModelErrors.Invalid, refusal?.Code);
        Assert.Contains(member, refusal?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void ComputeHash_OfADescription_ChangesWithEveryMember()
    {
        var hashes = Faults.Where(row => (string)row[0] is not "verifyModes" and not "evidence")
            .Select(row => ((Func<ModelDescription, ModelDescription>)row[1])(Samples.Model.Description).ComputeHash())
            .Append(Samples.Model.Description.ComputeHash())
            .ToArray();
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }
}
