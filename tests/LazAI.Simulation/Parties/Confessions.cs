using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;

namespace LazAI.Simulation.Parties;

/// <summary>What is false about a result.</summary>
public enum Lie
{
    /// <summary>It does not fit its request: the attempt has failed, and that is all.</summary>
    Misfit,

    /// <summary>It contradicts the proof that was signed with it: the attempt has failed, and the worker is slashed without a challenge.</summary>
    Contradiction,

    /// <summary>It fits, and is not what the model computes: it stands unless somebody shows that it is false.</summary>
    Falsehood,
}

/// <summary>What parties tell the inspectors of themselves, and nobody else.</summary>
public sealed class Confessions
{
    private readonly Dictionary<Bytes32, Lie> _lies = [];
    private readonly HashSet<(TaskId Task, Bytes32 EvidenceHash)> _proofs = [];
    private readonly HashSet<Address> _diligent = [];

    /// <summary>A worker is about to hand this in.</summary>
    public void Lied(TaskResult result, Lie lie)
    {
        ArgumentNullException.ThrowIfNull(result);
        _lies[result.StructHash()] = lie;
    }

    /// <summary>What is false about a result that is not right; null if nobody has told.</summary>
    public Lie? Find(TaskResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return _lies.TryGetValue(result.StructHash(), out var lie) ? lie : null;
    }

    /// <summary>This challenger does its duties as well as the network lets it.</summary>
    public void Promised(Address challenger) => _diligent.Add(challenger);

    public IReadOnlySet<Address> Diligent => _diligent;

    /// <summary>A fraud proof was made as it should be, from one's own execution.</summary>
    public void Proven(TaskId taskId, Bytes32 evidenceHash) => _proofs.Add((taskId, evidenceHash));

    public bool IsProof(TaskId taskId, Bytes32 evidenceHash) => _proofs.Contains((taskId, evidenceHash));
}
