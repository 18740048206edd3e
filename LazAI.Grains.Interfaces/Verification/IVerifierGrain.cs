using LazAI.Protocol;
using LazAI.Protocol.Api;

namespace LazAI.Grains.Verification;

/// <summary>The Verifier of S1. Stateless: what it finds, the tasks record.</summary>
[Alias("LazAI.IVerifierGrain")]
public interface IVerifierGrain : IGrainWithIntegerKey
{
    /// <summary>S1's <c>submitTEEProof</c>: takes one result under its session's signature. Of a task in mode TEE_ZK it waits for its proof.</summary>
    /// <returns>Null once the result is verified, or waits; else why it was refused, or recorded and rejected.</returns>
    [Alias("SubmitTeeProof")]
    Task<Rejection?> SubmitTeeProofAsync(SubmitTeeProofRequest request);

    /// <summary>S1's <c>submitZKProof</c>: takes the proof of a result that waits for it.</summary>
    /// <returns>Null once the result is verified; else why the proof was refused, or recorded and the result rejected.</returns>
    [Alias("SubmitZkProof")]
    Task<Rejection?> SubmitZkProofAsync(SubmitZkProofRequest request);

    /// <summary>S1's <c>submitFraudProof</c>: files a challenge and has it judged.</summary>
    [Alias("SubmitFraudProof")]
    Task<ChallengeAnswer> SubmitFraudProofAsync(SubmitFraudProofRequest request, string idempotencyKey);

    /// <summary>S1's <c>verifyResult</c>; null where there is no such task.</summary>
    [Alias("VerifyResult")]
    Task<ResultValidity?> VerifyResultAsync(TaskId taskId);
}

/// <summary>The challenge as it stands, or why it was refused.</summary>
[GenerateSerializer]
[Alias("LazAI.ChallengeAnswer")]
public sealed record ChallengeAnswer([property: Id(0)] ChallengeView? Challenge, [property: Id(1)] Rejection? Refusal);
