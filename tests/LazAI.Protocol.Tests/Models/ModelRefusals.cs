using LazAI.Cryptography;
using LazAI.Protocol.Models;
using LazAI.Protocol.Tests.Deciding;

namespace LazAI.Protocol.Tests.Models;

/// <summary>Publisher, identity, form, repetition.</summary>
internal static class ModelRefusals
{
    public static IEnumerable<RefusalCase> Cases => Register.Cases;

    public static RefusalChain<Scenario> Register { get; } =
        new RefusalChain<Scenario>("register model", () => new Scenario(), it => it.Decide())
            .Then(ModelErrors.WrongPublisher, it => it.Signer = Samples.Submitter)
            .Then(ModelErrors.WrongIdentity, it => it.ModelId = Samples.OtherModel.Id)
            .Then(ModelErrors.Invalid, it => it.Description = it.Description with { Price = Amount.Zero })
            .Then(ModelErrors.AlreadyRegistered, it => it.State = new ModelState(
                Samples.Model.Description with { Price = new Amount(1) }, Samples.Now, Samples.Registration));

    internal sealed class Scenario
    {
        public ModelState State { get; set; } = ModelState.Initial;

        public ModelId ModelId { get; set; } = Samples.Model.Id;

        public ModelDescription Description { get; set; } = Samples.Model.Description;

        public Address Signer { get; set; } = Samples.Model.Description.Publisher;

        public Rejection? Decide() => Refusal.Of(ModelAggregate.Decide(
            State, new ModelCommand.Register(ModelId, Description, Signer, Samples.Registration), Samples.Rules, Samples.Now));
    }
}
