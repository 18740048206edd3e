using LazAI.Cryptography;

namespace LazAI.Protocol.Models;

/// <summary>A registered model with the hashes that every task of it needs. Immutable, as registered models are.</summary>
public sealed class RegisteredModel
{
    public RegisteredModel(ModelDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        Description = description;
        Id = description.ComputeModelId();
        DeterminismHash = description.Determinism.ComputeHash();
    }

    public ModelId Id { get; }

    public ModelDescription Description { get; }

    /// <summary><c>detConfigHash</c>.</summary>
    public Bytes32 DeterminismHash { get; }
}
