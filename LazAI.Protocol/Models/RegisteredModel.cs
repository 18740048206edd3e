using LazAI.Cryptography;
using LazAI.Engines.Traces;

namespace LazAI.Protocol.Models;

/// <summary>A registered model with the hashes that every task of it needs. Immutable, as registered models are.</summary>
public sealed class RegisteredModel
{
    /// <param name="program">The program of the model's engine, for those whose traces are to be judged.</param>
    public RegisteredModel(ModelDescription description, TraceProgram? program = null)
    {
        ArgumentNullException.ThrowIfNull(description);
        Program = program;
        Description = description;
        Id = description.ComputeModelId();
        DeterminismHash = description.Determinism.ComputeHash();
    }

    public ModelId Id { get; }

    public ModelDescription Description { get; }

    /// <summary>What its traces are of; null where nobody judges them here.</summary>
    public TraceProgram? Program { get; }

    /// <summary><c>detConfigHash</c>.</summary>
    public Bytes32 DeterminismHash { get; }
}
