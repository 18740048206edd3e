using LazAI.Cryptography;
using LazAI.Cryptography.Groth16;
using LazAI.Engines.Traces;

namespace LazAI.Protocol.Models;

/// <summary>A registered model with the hashes that every task of it needs. Immutable, as registered models are.</summary>
public sealed class RegisteredModel
{
    private readonly Lazy<VerificationKey?> _verificationKey;

    /// <param name="program">The program of the model's engine, for those whose traces are to be judged.</param>
    public RegisteredModel(ModelDescription description, TraceProgram? program = null)
    {
        ArgumentNullException.ThrowIfNull(description);
        Program = program;
        Description = description;
        Id = description.ComputeModelId();
        DeterminismHash = description.Determinism.ComputeHash();
        _verificationKey = new(() => description.ZeroKnowledge is { } proofs && proofs.TryReadKey(out var key, out _) ? key : null);
    }

    public ModelId Id { get; }

    public ModelDescription Description { get; }

    /// <summary>What its traces are of; null where nobody judges them here.</summary>
    public TraceProgram? Program { get; }

    /// <summary>What its proofs are verified with; null where its inferences are not proven.</summary>
    public VerificationKey? VerificationKey => _verificationKey.Value;

    /// <summary><c>detConfigHash</c>.</summary>
    public Bytes32 DeterminismHash { get; }
}
