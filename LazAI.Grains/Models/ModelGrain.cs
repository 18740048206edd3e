using LazAI.Cryptography;
using LazAI.Grains.Aggregates;
using LazAI.Grains.EventLog;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;

namespace LazAI.Grains.Models;

/// <inheritdoc cref="IModelGrain"/>
[GrainType("model")]
public sealed class ModelGrain(AggregateServices services)
    : AggregateGrain<ModelState, ModelCommand, ModelEvent, ModelEffect>(services), IModelGrain
{
    protected override StreamName Stream => new("model", this.GetPrimaryKeyString());

    protected override EventCodec<ModelEvent> Codec => ModelEvent.Codec;

    protected override ModelState InitialState => ModelState.Initial;

    public Task<Rejection?> RegisterAsync(ModelId modelId, ModelDescription description, Address signer, RegistrationProof registration) =>
        ExecuteAsync(new ModelCommand.Register(modelId, description, signer, registration));

    public async Task<ModelState> GetAsync()
    {
        await LoadAsync();
        return State;
    }

    protected override Decision<ModelEvent, ModelEffect> Decide(ModelState state, ModelCommand command) =>
        ModelAggregate.Decide(state, command, Rules, Now);

    protected override ModelState Apply(ModelState state, ModelEvent @event) => ModelAggregate.Apply(state, @event);
}
