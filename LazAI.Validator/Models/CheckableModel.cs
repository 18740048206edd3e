using LazAI.Engines;
using LazAI.Engines.FraudProofs;
using LazAI.Engines.Traces;
using LazAI.Protocol.Models;
using LazAI.Validator.Checking;

namespace LazAI.Validator.Models;

/// <summary>A model that results are repeated with.</summary>
/// <param name="Engine">Null where this build cannot run the model.</param>
/// <param name="Prover">With the engine, where the engine has traces.</param>
/// <param name="Refusal">Why it cannot.</param>
/// <param name="Traces">Draws the results whose traces are checked, too.</param>
internal sealed record CheckableModel(RegisteredModel Model, IModelEngine? Engine, FraudProver? Prover, string Refusal, TraceSample Traces)
{
    /// <summary>How many of its results are best repeated at a time.</summary>
    public int ResultsTogether { get; } = Prover is null ? 1 : TraceRoots.RunsTogether(Prover.Program);
}
