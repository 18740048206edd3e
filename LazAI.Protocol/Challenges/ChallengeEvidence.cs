using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Challenges;

/// <summary>What a challenger brings forward. Stored as its canonical JSON; exactly one member is there.</summary>
/// <param name="Reexecution">The model gives another result: for tasks without a trace.</param>
/// <param name="FraudProof">A fraud proof against the task's trace, encoded.</param>
public sealed record ChallengeEvidence(ReexecutionClaim? Reexecution = null, ReadOnlyMemory<byte>? FraudProof = null)
{
    /// <summary>The bytes that are hashed, signed for and stored.</summary>
    public byte[] Encode() => CanonicalJson.Serialize(this);

    /// <summary>Reads what a challenger has sent; false where it is no evidence.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out ChallengeEvidence? evidence)
    {
        try
        {
            evidence = CanonicalJson.Deserialize<ChallengeEvidence>(bytes);
            return evidence.Reexecution is null != evidence.FraudProof is null;
        }
        catch (JsonException)
        {
            evidence = null;
            return false;
        }
    }
}

/// <summary>That running the model gives another result than the one that was signed.</summary>
/// <param name="Input">The input, where it did not come inline with the request.</param>
public sealed record ReexecutionClaim(ReadOnlyMemory<byte>? Input = null);
