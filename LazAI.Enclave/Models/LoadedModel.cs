using LazAI.Engines;
using LazAI.Protocol.Models;

namespace LazAI.Enclave.Models;

/// <summary>A model that is ready to run, or the lasting reason why it is not.</summary>
/// <param name="Model">What its publisher says of it.</param>
/// <param name="Engine">Null where <paramref name="Refusal"/> says why.</param>
public sealed record LoadedModel(RegisteredModel Model, IModelEngine? Engine, string Refusal);
