using LazAI.Cryptography;

namespace LazAI.Protocol.Encoding;

/// <summary>An account stands for election as a challenger.</summary>
public sealed record ChallengerApplication(Address Signer, ulong Nonce, Slot DeadlineSlot) : ISignedCommand
{
    public const string EncodeType = "ChallengerApplication(address challenger,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}

/// <summary>A challenger, elected or not, stands no longer.</summary>
public sealed record ChallengerWithdrawal(Address Signer, ulong Nonce, Slot DeadlineSlot) : ISignedCommand
{
    public const string EncodeType = "ChallengerWithdrawal(address challenger,uint64 nonce,uint64 deadlineSlot)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Signer);
        hasher.Append(Nonce);
        hasher.Append((ulong)DeadlineSlot.Number);
        return hasher.Finish();
    }
}

/// <summary>What is decided about a challenger. Who may decide is the affair of an <see cref="Challengers.IDecisionAuthority"/>.</summary>
/// <param name="Decision">What the decision goes back to: a quorum's proposal, or any record that the operator keeps.</param>
/// <param name="Elected">Elected until <paramref name="Until"/>, or dismissed.</param>
/// <param name="Until">Last slot of the term; of no meaning for a dismissal.</param>
/// <param name="Nonce">Greater than that of every decision before, so that none can be carried out twice or after a later one.</param>
public sealed record ChallengerElection(Bytes32 Decision, Address Challenger, bool Elected, Slot Until, ulong Nonce)
{
    public const string EncodeType =
        "ChallengerElection(bytes32 decision,address challenger,bool elected,uint64 untilSlot,uint64 nonce)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Decision);
        hasher.Append(Challenger);
        hasher.Append(Elected);
        hasher.Append((ulong)Until.Number);
        hasher.Append(Nonce);
        return hasher.Finish();
    }
}

/// <summary>A result that a challenger has computed again and found right. A report answers for what it names and for nothing else.</summary>
/// <param name="TraceRoot">Root of the execution trace, where the whole trace was computed again, too; zero says nothing of it.</param>
public sealed record CheckedResult(TaskId TaskId, Bytes32 ResultHash, Bytes32 TraceRoot)
{
    public const string EncodeType = "CheckedResult(bytes32 taskId,bytes32 resultHash,bytes32 traceRoot)";

    /// <summary>Whether it answers for the trace, too.</summary>
    public bool VouchesForTrace => TraceRoot != Bytes32.Zero;

    /// <summary>The same result, and nothing said of its trace.</summary>
    public CheckedResult WithoutTrace => this with { TraceRoot = Bytes32.Zero };

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(TaskId.Value);
        hasher.Append(ResultHash);
        hasher.Append(TraceRoot);
        return hasher.Finish();
    }
}

/// <summary>What a challenger signs: a report of checked results under one root, so that 1,000 of them cost one signature.</summary>
/// <param name="ChecksRoot">RFC 9162 Merkle root; the leaf data are the 32-byte <see cref="CheckedResult"/> struct hashes in order.</param>
/// <param name="Sequence">Greater than that of the challenger's report before; an old number is a replay.</param>
public sealed record CheckReport(Address Challenger, Bytes32 ChecksRoot, uint Count, ulong Sequence)
{
    public const string EncodeType = "CheckReport(address challenger,bytes32 checksRoot,uint32 count,uint64 sequence)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(EncodeType);

    public Bytes32 StructHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.Append(Challenger);
        hasher.Append(ChecksRoot);
        hasher.Append((ulong)Count);
        hasher.Append(Sequence);
        return hasher.Finish();
    }
}
