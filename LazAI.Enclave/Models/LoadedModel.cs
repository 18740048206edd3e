using LazAI.Client.Proving;
using LazAI.Engines;
using LazAI.Protocol.Models;

namespace LazAI.Enclave.Models;

/// <summary>A model that is ready to run, or the lasting reason why it is not.</summary>
/// <param name="Model">What its publisher says of it.</param>
/// <param name="Engine">Null where <paramref name="Refusal"/> says why.</param>
/// <param name="Prover">What proves its inferences; null where it is not served in mode TEE_ZK, or <paramref name="ProverRefusal"/> says why.</param>
internal sealed record LoadedModel(
    RegisteredModel Model, IModelEngine? Engine, string Refusal, InferenceProver? Prover = null, string ProverRefusal = "");
