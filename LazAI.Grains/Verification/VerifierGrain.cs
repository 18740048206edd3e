using LazAI.Cryptography;
using LazAI.Grains.Accounts;
using LazAI.Grains.Blobs;
using LazAI.Grains.Challengers;
using LazAI.Grains.Ledger;
using LazAI.Grains.Network;
using LazAI.Grains.Tasks;
using LazAI.Grains.Workers;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using ChallengeOutcome = LazAI.Protocol.Challenges.ChallengeOutcome;

namespace LazAI.Grains.Verification;

/// <inheritdoc cref="IVerifierGrain"/>
/// <remarks>
/// As with submissions, everything is asked first and changes nothing; then the command is authorised, the evidence stored and the challenge
/// filed with its task, which has the bond put up and the evidence judged. A crash in between is completed by the caller's retry, or, once
/// the challenge is filed, by the task.
/// </remarks>
[StatelessWorker]
[Reentrant]
public sealed class VerifierGrain(INetwork network, IBlobStore blobs) : Grain, IVerifierGrain
{
    public async Task<Rejection?> SubmitTeeProofAsync(SubmitTeeProofRequest request)
    {
        if (request.RefuseArguments() is { } differs)
        {
            return differs;
        }

        var state = await GrainFactory.GetGrain<IComputeTaskGrain>(request.TaskId.ToString()).GetAsync();
        if (SubmitTeeProofRequest.RefuseTask(state) is { } notTaken)
        {
            return notTaken;
        }

        var assignment = state.Assignment!;
        var worker = GrainFactory.GetGrain<IWorkerGrain>(assignment.Worker.ToString());
        var session = (await worker.GetAsync()).Sessions.GetValueOrDefault(assignment.Session);
        if (request.RefuseAttestation(assignment.Session, session) is { } unknown)
        {
            return unknown;
        }

        var outcome = await worker.SubmitResultsAsync(request.ToBatch(assignment.Session));
        return outcome.Refusal
            ?? (outcome.Outcomes[0] is { Accepted: false, Code: { } code, Detail: var detail } ? new Rejection(code, detail ?? "") : null);
    }

    public Task<Rejection?> SubmitZkProofAsync(SubmitZkProofRequest request) =>
        GrainFactory.GetGrain<IComputeTaskGrain>(request.TaskId.ToString()).AcceptProofAsync(request.ToProof());

    public async Task<ChallengeAnswer> SubmitFraudProofAsync(SubmitFraudProofRequest request, string idempotencyKey)
    {
        var rules = network.Rules;
        if (request.Evidence.IsEmpty || request.Evidence.Length > rules.ChallengeEvidenceBytesMaximum)
        {
            return Refuse(new Rejection(
                ChallengeErrors.EvidenceTooLarge, $"Evidence has 1 to {rules.ChallengeEvidenceBytesMaximum} bytes, this has {request.Evidence.Length}."));
        }

        var evidenceHash = Keccak256.Hash(request.Evidence.Span);
        var command = new FraudProofSubmission(request.Challenger, request.TaskId, evidenceHash, request.Nonce, request.DeadlineSlot);
        var (digest, notSigned) = SignedCommandCheck.Verify(network.Domain, request.ChainId, command, request.Signature);
        if (notSigned is not null)
        {
            return Refuse(notSigned);
        }

        var id = command.ComputeChallengeId();
        var task = GrainFactory.GetGrain<IComputeTaskGrain>(request.TaskId.ToString());
        if ((await task.GetAsync()).Challenges.Any(challenge => challenge.Id == id))
        {
            return await AnswerAgainAsync(task, request, id);
        }

        var account = GrainFactory.GetGrain<IAccountGrain>(request.Challenger.ToString());
        var ledger = GrainFactory.GetGrain<ILedgerGrain>(rules.NativeAsset);
        var authorize = new AccountCommand.Authorize(
            "fraud-proof", request.Nonce, request.DeadlineSlot, digest, idempotencyKey, request.Signature, []);
        var authorization = await account.CheckAsync(authorize);
        if (authorization.Refusal is { } notAuthorized)
        {
            return Refuse(notAuthorized);
        }

        if (authorization.Version == 0)
        {
            var registry = GrainFactory.GetGrain<IChallengerRegistryGrain>(ChallengerRegistry.Key);
            var refusal = await registry.RefuseChallengerAsync(request.Challenger)
                ?? await task.CheckChallengeAsync(id, request.Challenger, evidenceHash)
                ?? await ledger.CheckPostAsync([Bonds.PutUp(id, request.Challenger, rules)], new Slot(Slot.NumberMaximum));
            if (refusal is not null)
            {
                return Refuse(refusal);
            }

            authorization = await account.AuthorizeAsync(authorize);
            if (authorization.Refusal is { } overtaken)
            {
                return Refuse(overtaken);
            }
        }

        await blobs.PutAsync(evidenceHash, request.Evidence);
        if (await task.FileChallengeAsync(id, request.Challenger, evidenceHash, authorization.Version) is { } notFiled)
        {
            return Refuse(notFiled);
        }

        return await AnswerAsync(task, request.TaskId, id);
    }

    /// <summary>The same signed submission again, however late: as long as the challenge is pending, it brings back evidence that a store has lost.</summary>
    private async Task<ChallengeAnswer> AnswerAgainAsync(IComputeTaskGrain task, SubmitFraudProofRequest request, ChallengeId id)
    {
        var answer = await AnswerAsync(task, request.TaskId, id);
        if (answer.Challenge!.Challenge is { Outcome: ChallengeOutcome.Pending, EvidenceHash: var evidenceHash })
        {
            await blobs.PutAsync(evidenceHash, request.Evidence);
        }

        return answer;
    }

    private async Task<ChallengeAnswer> AnswerAsync(IComputeTaskGrain task, TaskId taskId, ChallengeId id)
    {
        var state = await task.GetAsync();
        return new ChallengeAnswer(
            new ChallengeView(taskId, state.DisputableUntil, network.Rules.ChallengeBond, state.Challenges.Single(challenge => challenge.Id == id)), null);
    }

    public async Task<ResultValidity?> VerifyResultAsync(TaskId taskId)
    {
        var state = await GrainFactory.GetGrain<IComputeTaskGrain>(taskId.ToString()).GetAsync();
        return state.Request is null ? null : ResultValidity.Of(taskId, state);
    }

    private static ChallengeAnswer Refuse(Rejection refusal) => new(null, refusal);
}
