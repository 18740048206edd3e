using System.Text.Json.Serialization;
using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol;

/// <summary>An identifier that is a 32-byte hash: <c>0x</c> lower-case hex in JSON and in URLs.</summary>
public interface IHashIdentifier<TSelf>
    where TSelf : struct, IHashIdentifier<TSelf>
{
    Bytes32 Value { get; }

    static abstract TSelf From(Bytes32 value);
}

/// <summary>A compute task: <c>H(structHash(TaskRequest))</c>, PROTOCOL §4.</summary>
[JsonConverter(typeof(HashIdentifierJsonConverter<TaskId>))]
public readonly record struct TaskId(Bytes32 Value) : IHashIdentifier<TaskId>, IComparable<TaskId>
{
    public static TaskId From(Bytes32 value) => new(value);

    public static bool operator <(TaskId left, TaskId right) => left.Value < right.Value;

    public static bool operator >(TaskId left, TaskId right) => left.Value > right.Value;

    public static bool operator <=(TaskId left, TaskId right) => left.Value <= right.Value;

    public static bool operator >=(TaskId left, TaskId right) => left.Value >= right.Value;

    public int CompareTo(TaskId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}

/// <summary>A challenge of a result: <c>H(structHash(FraudProofSubmission))</c>, PROTOCOL §7.3.</summary>
[JsonConverter(typeof(HashIdentifierJsonConverter<ChallengeId>))]
public readonly record struct ChallengeId(Bytes32 Value) : IHashIdentifier<ChallengeId>, IComparable<ChallengeId>
{
    public static ChallengeId From(Bytes32 value) => new(value);

    public static bool operator <(ChallengeId left, ChallengeId right) => left.Value < right.Value;

    public static bool operator >(ChallengeId left, ChallengeId right) => left.Value > right.Value;

    public static bool operator <=(ChallengeId left, ChallengeId right) => left.Value <= right.Value;

    public static bool operator >=(ChallengeId left, ChallengeId right) => left.Value >= right.Value;

    public int CompareTo(ChallengeId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}

/// <summary>A model: <c>structHash(Model{publisher, name, version})</c>, PROTOCOL §6.</summary>
[JsonConverter(typeof(HashIdentifierJsonConverter<ModelId>))]
public readonly record struct ModelId(Bytes32 Value) : IHashIdentifier<ModelId>
{
    public static ModelId From(Bytes32 value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>An enclave session: the hash that the evidence's REPORTDATA binds, PROTOCOL §5. Zero stands for "none".</summary>
[JsonConverter(typeof(HashIdentifierJsonConverter<SessionId>))]
public readonly record struct SessionId(Bytes32 Value) : IHashIdentifier<SessionId>
{
    public static SessionId From(Bytes32 value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>What makes a state change idempotent: the same id with the same payload is answered as the first time.</summary>
[JsonConverter(typeof(HashIdentifierJsonConverter<OperationId>))]
public readonly record struct OperationId(Bytes32 Value) : IHashIdentifier<OperationId>
{
    public static OperationId From(Bytes32 value) => new(value);

    public override string ToString() => Value.ToString();
}
