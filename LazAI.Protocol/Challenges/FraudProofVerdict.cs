using System.Text.Json.Serialization;
using LazAI.Cryptography;

namespace LazAI.Protocol.Challenges;

/// <summary>What the Verifier says of the evidence of one challenge: <see cref="Proven"/>, <see cref="NotProven"/>,
/// <see cref="Unbonded"/> or <see cref="Unavailable"/>.</summary>
/// <param name="EvidenceHash">The evidence that was judged.</param>
public abstract record FraudProofVerdict(Bytes32 EvidenceHash)
{
    /// <summary>The result or its trace is false. Only a judge of evidence makes it.</summary>
    public sealed record Proven : FraudProofVerdict
    {
        [JsonConstructor]
        internal Proven(Bytes32 evidenceHash, string detail, bool traceOnly)
            : base(evidenceHash) => (Detail, TraceOnly) = (detail, traceOnly);

        /// <summary>What was found, for people.</summary>
        public string Detail { get; }

        /// <summary>Whether no more than the trace is known to be false. It makes no difference to the worker, but to who has checked the result.</summary>
        public bool TraceOnly { get; }
    }

    /// <summary>The evidence shows no fault. Only a judge of evidence makes it.</summary>
    public sealed record NotProven : FraudProofVerdict
    {
        [JsonConstructor]
        internal NotProven(Bytes32 evidenceHash, string detail)
            : base(evidenceHash) => Detail = detail;

        /// <summary>What was found, for people.</summary>
        public string Detail { get; }
    }

    /// <summary>Evidence that cannot be read proves nothing.</summary>
    public static NotProven Unreadable(Bytes32 evidenceHash) => new(evidenceHash, "The evidence cannot be read.");

    /// <summary>Evidence of a kind that says nothing of results of this mode.</summary>
    public static NotProven OfAnotherMode(Bytes32 evidenceHash) => new(evidenceHash, "Results of this mode are challenged with another kind of evidence.");

    /// <summary>The challenger's funds did not cover the bond, so nobody has looked at the evidence.</summary>
    public sealed record Unbonded(Bytes32 EvidenceHash, string Detail) : FraudProofVerdict(EvidenceHash);

    /// <summary>What the challenge is judged by cannot be read now, so there is no verdict: it is tried again, but not for ever.</summary>
    public sealed record Unavailable(Bytes32 EvidenceHash, string Detail) : FraudProofVerdict(EvidenceHash);
}
