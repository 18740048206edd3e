using System.Collections.Frozen;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Ownership;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Workers;

namespace LazAI.Gateway.Problems;

/// <summary>One kind of refusal, for people.</summary>
/// <param name="Advice">What the caller does about it.</param>
public sealed record ErrorEntry(ErrorCode Code, int Status, string Title, string Advice);

/// <summary>The one table from code to HTTP status. <c>docs/errors.md</c> is written from it; a test compares them.</summary>
public static class ErrorCatalog
{
    /// <summary>All entries, by code.</summary>
    public static IReadOnlyList<ErrorEntry> Entries { get; } =
    [
        new(GatewayErrors.MalformedJson, 400, "The body is not JSON", "Send well-formed JSON, nested at most 16 deep."),
        new(GatewayErrors.UnknownMember, 400, "The body has a member that is not known here", "Remove or rename it; the OpenAPI document lists the members."),
        new(GatewayErrors.InvalidValue, 400, "A value in the body does not fit", "The detail names the place and what is expected there."),
        new(GatewayErrors.InvalidAmount, 400, "An amount is not a decimal string of base units", "Amounts are strings of digits: no sign, no point, no leading zero, at most 2^128 - 1."),
        new(GatewayErrors.InvalidParameter, 400, "A parameter of the address does not fit", "The detail names it and what it may be."),
        new(GatewayErrors.BodyTooLarge, 413, "The body is too large", "Split the batch, or store the input elsewhere and send its location."),
        new(GatewayErrors.BodyTooSlow, 408, "The body came too slowly", "Send the whole body without a pause; use a faster line or smaller batches."),
        new(GatewayErrors.TargetTooLong, 414, "The address is too long", "See the OpenAPI document for the routes and their parameters."),
        new(GatewayErrors.HeadersTooLarge, 431, "The request's headers are too large", "Send fewer or shorter headers."),
        new(GatewayErrors.UnsupportedMediaType, 415, "The body has another media type", "Send application/json, or application/octet-stream for weights."),
        new(GatewayErrors.IdempotencyKeyMissing, 400, "The Idempotency-Key header is missing or unfit", "Send a key of your own with every state-changing request and repeat it when you retry."),
        new(GatewayErrors.BatchTooLarge, 400, "The batch has too many items", "Split it."),
        new(GatewayErrors.InvalidCursor, 400, "The cursor is not of this list", "Start from the first page, or use nextCursor unchanged."),
        new(GatewayErrors.RateLimited, 429, "Too many requests", "Wait as long as Retry-After says; batch your tasks."),
        new(GatewayErrors.NotFound, 404, "There is nothing at this address", "See the OpenAPI document for the routes."),
        new(GatewayErrors.MethodNotAllowed, 405, "The address does not take this method", "See the OpenAPI document for the routes."),
        new(GatewayErrors.SessionAccessMissing, 401, "The call needs a session's access", "Sign a SessionAccess with the session's key and send it in the Authorization header."),
        new(GatewayErrors.SessionAccessInvalid, 401, "The session's access does not hold", "Sign a new one with the key of an open session."),
        new(GatewayErrors.TransferNotAllowed, 422, "This account cannot be paid into", "Transfers go to user accounts, or to the payer's own stake."),
        new(GatewayErrors.ReceiptNotReady, 409, "The task has no verified result", "Watch the task and ask again when it is Verified."),
        new(GatewayErrors.WeightsNotFound, 404, "There are no such weights", "The description of a model names its weightsHash."),
        new(GatewayErrors.CollateralUnavailable, 503, "The collateral of the evidence could not be had", "Try again in a minute; the operator looks whether the vendors' services can be reached (docs/collateral.md)."),
        new(GatewayErrors.Unavailable, 503, "The service cannot answer now", "Repeat the same request with the same Idempotency-Key."),
        new(GatewayErrors.FeedsExhausted, 503, "All live feeds are taken", "Wait as long as Retry-After says, or ask GET /v1/tasks instead."),
        new(GatewayErrors.Internal, 500, "The service has a fault", "Report the traceId; repeating with the same Idempotency-Key is safe."),

        new(SignatureErrors.WrongChain, 400, "The command is for another chain", "Sign under this network's chain id (GET /v1/status)."),
        new(SignatureErrors.WrongSigner, 401, "The signature is not the named account's", "Sign the EIP-712 struct with the key of the account that the command names."),
        new(AccountErrors.CommandExpired, 422, "The command's deadline has passed", "Sign it again with a later deadline slot."),
        new(AccountErrors.DeadlineTooFar, 422, "The command's deadline is too far ahead", "Use a nearer deadline slot (rules.commandDeadlineSlotsMaximum)."),
        new(AccountErrors.NonceReplayed, 409, "The command's nonce has been used", "Sign with a fresh nonce; to retry, repeat the request under its first Idempotency-Key."),
        new(AccountErrors.IdempotencyKeyReused, 409, "The idempotency key belongs to another command", "Use a new key for a new command."),
        new(AccountErrors.TooManyOpen, 429, "Too many commands of this account are open", "Wait until some deadlines have passed, or batch."),

        new(SubmissionErrors.Size, 400, "The submission has no tasks or too many", "Send 1 to rules.submissionTasksMaximum tasks."),
        new(SubmissionErrors.Duplicate, 409, "A task is in the submission twice", "Give equal requests different nonces."),

        new(ComputeTaskErrors.NotFound, 404, "There is no such task", "Check the task id; a refused submission stores nothing."),
        new(ComputeTaskErrors.DeadlinePassed, 422, "The task's deadline has passed", "Use a later deadline slot."),
        new(ComputeTaskErrors.DeadlineTooFar, 422, "The task's deadline is too far ahead", "Use a nearer deadline slot (rules.taskDeadlineSlotsMaximum)."),
        new(ComputeTaskErrors.ModelMismatch, 422, "The request names another model", "Use the model id that GET /v1/models shows."),
        new(ComputeTaskErrors.ModeNotSupported, 422, "The model is not served in this mode", "Use one of the model's verifyModes."),
        new(ComputeTaskErrors.FeeTooLow, 422, "The fee does not cover the model's price", "Raise feeMaximum to at least the price."),
        new(ComputeTaskErrors.ParametersTooLarge, 413, "The parameters are too large", "Shorten them (rules.parametersBytesMaximum)."),
        new(ComputeTaskErrors.ParametersInvalid, 422, "The parameters are not an unambiguous JSON object", "Send one JSON object, at most 16 deep, in which no object names a property twice."),
        new(ComputeTaskErrors.ParametersMismatch, 422, "The parameters are not those that were signed", "Sign the Keccak-256 of exactly the parameters sent."),
        new(ComputeTaskErrors.ParametersRefused, 422, "The model's engine does not take these parameters", "The detail says what the engine takes; the built-in classifiers have no parameters: send {}."),
        new(ComputeTaskErrors.InputMissing, 422, "The inline input is missing", "Send data, or a dataLocation."),
        new(ComputeTaskErrors.InputTooLarge, 413, "The inline input is too large", "Store it elsewhere and send its location and hash."),
        new(ComputeTaskErrors.InputSize, 422, "The input has a size that the model does not take", "Send exactly the model's inputBytes."),
        new(ComputeTaskErrors.InputMismatch, 422, "The input is not the one that was signed", "Sign the Keccak-256 of exactly the input sent."),
        new(ComputeTaskErrors.LocationInvalid, 422, "The input's location cannot be used", "Use inline, https://, ipfs:// or ar://; no credentials in it."),
        new(ComputeTaskErrors.NotSubmitted, 409, "The task does not wait for a worker", "Nothing to do: it has moved on."),
        new(ComputeTaskErrors.NotAssigned, 409, "Nobody holds the task's lease", "Drop the task and take new work."),
        new(ComputeTaskErrors.AttemptOutdated, 409, "The attempt is not the task's next", "Nothing to do: it has moved on."),
        new(ComputeTaskErrors.WrongSession, 409, "Another session holds the task", "A task keeps the session that it started under."),
        new(ComputeTaskErrors.WrongWorker, 409, "Another worker holds the task", "Drop the task; its lease was not yours or has moved on."),
        new(ComputeTaskErrors.SessionTooShort, 409, "The session ends before the lease would", "Renew the session."),
        new(ComputeTaskErrors.LeaseLapsed, 409, "The lease has lapsed", "Send heart-beats for tasks that take longer than the lease."),
        new(ComputeTaskErrors.Declined, 409, "The worker has declined the task", "The task goes to another worker."),
        new(ComputeTaskErrors.DataSetsUnavailable, 409, "The worker could not have the task's data sets", "The task goes to another worker, and this one's reputation stays. Owners give consents, licences and keys."),
        new(ComputeTaskErrors.AlreadyExecuted, 409, "The task has another result", "Drop the result."),
        new(ComputeTaskErrors.OutputTooLarge, 413, "The result is too large", "Results have at most rules.resultBytesMaximum bytes."),
        new(ComputeTaskErrors.OutputMismatch, 422, "The result is not the one that was signed", "resultHash is the Keccak-256 of the output."),
        new(ComputeTaskErrors.ObjectiveMismatch, 422, "The objective commits to something else", "Commit to this model, configuration, request and result."),
        new(ComputeTaskErrors.TraceMissing, 422, "The result has no execution trace that its session has signed", "traceRoot is of exactly the roots that are handed in, and resultOpening shows the result below the last of them."),
        new(ComputeTaskErrors.TraceInvalid, 422, "The signed trace or result contradicts the request", "Trace the request's input and sign what the engine gives: this is an offence."),
        new(ComputeTaskErrors.ProofMissing, 422, "The result has no proof that its session has signed", "zkPublicHash is of exactly the proof, public signals and salt that are handed in."),
        new(ComputeTaskErrors.ProofInvalid, 422, "The proof does not hold", "Prove what was signed, with the model's key: this is an offence."),
        new(ComputeTaskErrors.ProofNotAwaited, 409, "The task awaits no proof", "Hand a proof in once its result is there, and before the lease ends."),
        new(ComputeTaskErrors.ProofUnexpected, 422, "The mode has neither trace nor proof", "Leave traceRoot and zkPublicHash zero in mode TEE."),
        new(ComputeTaskErrors.NotVerified, 409, "The task is not verified", "Wait for its result."),
        new(ComputeTaskErrors.TooEarly, 409, "It is too early for this step", "Wait for the slot that the detail names."),
        new(ComputeTaskErrors.ChallengePending, 409, "A challenge of the result is not decided", "Wait for its verdict."),
        new(ComputeTaskErrors.NotFinal, 409, "The task is not final", "Wait until it is."),
        new(ComputeTaskErrors.FeeMismatch, 422, "Charge and refund do not add up to the fee", "Report it: the service computes both."),
        new(ComputeTaskErrors.AttemptsUsedUp, 409, "All attempts have failed", "The fee has returned; submit the task again with a new nonce."),

        new(ModelErrors.NotFound, 404, "There is no such model", "GET /v1/models lists the models."),
        new(ModelErrors.WrongIdentity, 422, "The model id does not follow from the description", "modelId is the hash of publisher, name and version."),
        new(ModelErrors.WrongPublisher, 401, "Somebody else than the publisher has signed", "Sign with the publisher's key."),
        new(ModelErrors.Invalid, 422, "The model's description is unsound", "The detail names the member."),
        new(ModelErrors.AlreadyRegistered, 409, "The model is registered with another description", "Publish a new version."),
        new(ModelErrors.WeightsMissing, 422, "The model's weights are not stored", "PUT /v1/weights/{hash} first."),
        new(ModelErrors.WeightsMismatch, 422, "The weights are not those described", "Hash, size and commitment are of the same file, and inputBytes is what a built-in engine takes with it."),
        new(ModelErrors.ProvingKeyMissing, 422, "The model's proving key is not stored", "PUT it under /v1/weights/{hash} first."),
        new(ModelErrors.ProvingKeyMismatch, 422, "The proving key is not one of this model", "Make the key of the circuit of these weights; the detail names what differs."),

        new(WorkerErrors.NotFound, 404, "There is no such worker", "A worker appears with its first session."),
        new(WorkerErrors.TooManyChallenges, 429, "Too many challenges are open", "Use one or wait until they lapse."),
        new(WorkerErrors.ChallengeUnknown, 422, "The challenge was not given to this worker, or has been used", "Ask for a new one; each opens one session."),
        new(WorkerErrors.ChallengeExpired, 422, "The challenge has lapsed", "Ask for a new one and answer it sooner."),
        new(WorkerErrors.EvidenceExpired, 422, "The evidence is bound to another time", "Make fresh evidence; check the clock."),
        new(WorkerErrors.CapacityInvalid, 422, "The capacity is out of range", "Offer from 1 to rules.sessionCapacityMaximum tasks."),
        new(WorkerErrors.TooManySessions, 409, "Too many sessions are open", "Close one first."),
        new(WorkerErrors.SessionUnknown, 401, "The session is not open", "Register a new session."),
        new(WorkerErrors.SessionExpired, 401, "The session has ended", "Register a new session; renew before the end."),
        new(WorkerErrors.Jailed, 403, "The worker is jailed", "A result of it was false. Wait for the slot that the detail names."),
        new(WorkerErrors.StakeTooLow, 403, "The worker's stake is too low", "Transfer to the worker's stake account."),
        new(WorkerErrors.TcbRecovery, 403, "The platform has to attest again: Intel has judged its family anew", "The worker opens its next session by itself; update firmware and microcode if that is refused."),
        new(WorkerErrors.BatchSize, 400, "The batch has no results or too many", "Send 1 to rules.resultBatchMaximum results."),
        new(WorkerErrors.SequenceGap, 422, "The batch's sequences have a gap", "Number the results of a batch without gaps."),
        new(WorkerErrors.SequenceReplayed, 409, "The sequence has been used", "Go on after the session's last sequence."),
        new(WorkerErrors.SignatureInvalid, 401, "The batch is not signed by the session's key", "Sign the TaskResultBatch of exactly these results."),

        new(VerifierErrors.ArgumentsDiffer, 422, "The arguments are not those of the signed result", "taskId and resultHash are the result's own."),
        new(VerifierErrors.AttestationUnknown, 422, "The attestation report is not that of the task's session", "Send the session's quote, or the 32 bytes of its id."),

        new(ChallengeErrors.NotFound, 404, "There is no such challenge", "The challenges of a task are listed with it."),
        new(ChallengeErrors.TooEarly, 409, "There is no result to challenge yet", "Wait until the task is Verified."),
        new(ChallengeErrors.WindowClosed, 409, "The result can no longer be challenged", "The task names the last slot of its window."),
        new(ChallengeErrors.AlreadyInvalid, 409, "A fault of the result has been proven already", "Nothing is left to do."),
        new(ChallengeErrors.NotDisputable, 409, "Results of this kind cannot be challenged", "Nobody else can repeat the task, or its proof has settled the matter."),
        new(ChallengeErrors.OwnResult, 403, "A worker does not challenge its own result", "Leave it to others."),
        new(ChallengeErrors.TooMany, 409, "The result has too many challenges", "Wait for their verdicts."),
        new(ChallengeErrors.NotItsTurn, 409, "A challenge that was filed before is not decided", "Wait for its verdict."),
        new(ChallengeErrors.NotElected, 403, "The account is no elected challenger", "Apply, and wait for the election."),
        new(ChallengeErrors.EvidenceTooLarge, 413, "The evidence is empty or too large", "Send the evidence of one fault."),
        new(ChallengeErrors.FaultProven, 422, "A challenge has proven the result false", "The fee goes back; the worker is slashed."),
        new(GatewayErrors.EvidenceNotFound, 404, "There is no such evidence", "A challenge names its evidenceHash."),
        new(ChallengerErrors.NotFound, 404, "There is no such challenger", "An account is listed once it has applied."),
        new(ChallengerErrors.NotStanding, 409, "The account does not stand for election", "It applies first."),
        new(ChallengerErrors.NotElected, 403, "The challenger is not in office", "Only those in office report results as checked."),
        new(ChallengerErrors.StakeTooLow, 403, "The challenger's stake is too low", "Transfer to the challenger's stake account."),
        new(ChallengerErrors.RegistryFull, 409, "No more candidates are taken", "Wait until one withdraws or is dismissed."),
        new(ChallengerErrors.SeatsTaken, 409, "All seats are taken", "Wait for the end of a term, or dismiss someone first."),
        new(ChallengerErrors.DecisionUncertified, 401, "The decision was not taken by those who may", "rules.challengerElector signs it."),
        new(ChallengerErrors.DecisionReplayed, 409, "The decision's nonce has been used", "Decide with a greater nonce."),
        new(ChallengerErrors.TermInvalid, 422, "The term ends too early or too late", "End it after now and within rules.challengerTermSlotsMaximum."),
        new(ChallengerErrors.ReportSize, 400, "The report has no results or too many", "Report 1 to 1,000 results at a time."),
        new(ChallengerErrors.ReportSignatureInvalid, 401, "The report is not signed by the challenger", "Sign the CheckReport of exactly these results."),
        new(ChallengerErrors.ReportReplayed, 409, "The report's sequence has been used", "Number each report higher than the last."),
        new(ChallengerErrors.ActivityUnordered, 400, "Activities are out of order or too many", "Report it: the service counts them."),
        new(ChallengerErrors.ActivityGap, 409, "Activities are missing", "Report it: the service counts them."),

        new(LedgerErrors.AlreadyAllocated, 409, "The supply exists", "Genesis happens once."),
        new(LedgerErrors.NotAllocated, 503, "The ledger has no supply yet", "Wait for the service's start."),
        new(LedgerErrors.EmptyBatch, 400, "The batch is empty", "Send at least one item."),
        new(LedgerErrors.BatchTooLarge, 413, "The batch is too large", "Split it."),
        new(LedgerErrors.SupplyOverflow, 422, "The supply exceeds 2^128 - 1", "Allocate less."),
        new(LedgerErrors.CommandExpired, 422, "The transfer's deadline has passed", "Sign it again with a later deadline slot."),
        new(LedgerErrors.SameAccount, 422, "A transfer debits and credits one account", "Name two accounts."),
        new(LedgerErrors.ZeroAmount, 422, "A movement of nothing", "Move at least one base unit."),
        new(LedgerErrors.DuplicateInBatch, 409, "An item is in the batch twice", "Send each once."),
        new(LedgerErrors.TransferIdReused, 409, "The transfer id has been used with other terms", "Use a fresh nonce."),
        new(LedgerErrors.InsufficientFunds, 402, "The account does not hold enough", "Fund the account, or lower feeMaximum or priceMaximum."),
        new(LedgerErrors.EscrowConflict, 409, "The task has an escrow with other terms", "Send the same request again, or another nonce."),
        new(LedgerErrors.EscrowExpired, 422, "The escrow would end in the past", "Use a later deadline slot."),
        new(LedgerErrors.EscrowDirect, 422, "Escrows are not paid into directly", "Submit a task."),
        new(LedgerErrors.UnbondingDirect, 422, "Unbonding stakes are not paid into or out of directly", "Unbond a stake, and wait for its slot."),
        new(LedgerErrors.SettlementUnbalanced, 422, "A settlement does not add up to its escrow", "Report it: the service computes both."),
        new(LedgerErrors.TooManyUnbondings, 409, "Too many parts of the stake are on their way out", "Wait until the first is released."),

        new(OwnershipErrors.NotFound, 404, "Nobody has anchored this content", "Anchor it: an enclave signs its hash, then the owner registers the tuple."),
        new(OwnershipErrors.NotOwner, 403, "Somebody else than the owner has signed", "Only the owner that GET /v1/data-sets/{contentHash} shows may do this."),
        new(OwnershipErrors.AnchorSignatureInvalid, 401, "The tuple is not signed by the session's key", "Register the tuple exactly as the enclave signed it."),
        new(OwnershipErrors.AnchorMismatch, 422, "The order is for another tuple", "Sign an OwnershipRegistration of this very tuple, as the owner that it names."),
        new(OwnershipErrors.AnchorUntimely, 422, "The tuple's time stamp does not fit its session", "Have an open session sign a new tuple."),
        new(OwnershipErrors.AnchorEmpty, 422, "There is no content", "Anchor at least one byte."),
        new(OwnershipErrors.AlreadyAnchored, 409, "The content is anchored", "GET /v1/data-sets/{contentHash} shows the first anchoring and the owner."),
        new(OwnershipErrors.RecordsRootFixed, 409, "The content has another root of records", "The same content has the same records; report the enclave."),
        new(OwnershipErrors.ContentMissing, 422, "The content is not stored", "Put it under its Keccak-256 first, or leave out blobHash."),
        new(OwnershipErrors.ContentMismatch, 422, "The stored content is not the anchored one", "blobHash is the Keccak-256 of the bytes whose SHA-256 is anchored."),
        new(OwnershipErrors.NewOwnerInvalid, 422, "The new owner cannot own it", "Name another account."),
        new(OwnershipErrors.NotGrantor, 403, "The signer may not grant licences", "Have the owner grant it, or delegate to the signer."),
        new(OwnershipErrors.LicenceInvalid, 422, "The licence's terms are unsound", "The detail says what a licence needs."),
        new(OwnershipErrors.TooManyLicences, 409, "Too many licences are in force", "Revoke some, or license anyone."),
        new(OwnershipErrors.LicenceUnknown, 404, "There is no such licence", "GET /v1/data-sets/{contentHash} lists the licences."),
        new(OwnershipErrors.DelegationInvalid, 422, "The delegation is unsound", "The detail says what a delegation needs."),
        new(OwnershipErrors.TooManyDelegations, 409, "There are too many delegates", "End a delegation first."),
        new(OwnershipErrors.ConsentInvalid, 422, "The consent is unsound", "The detail says what a consent needs."),
        new(OwnershipErrors.TooManyConsents, 409, "There are too many consents", "Withdraw one first."),
        new(OwnershipErrors.ClaimInvalid, 422, "The claim's form is unsound", "The detail names the member."),
        new(OwnershipErrors.ClaimMismatch, 422, "The order or the proof is for another claim", "Sign the hash of this very claim, and send the key and the proof that it names."),
        new(OwnershipErrors.ClaimUnproven, 422, "The claim's proof does not hold", "The detail says why. Send a proof for these signals and this key."),
        new(OwnershipErrors.TooManyClaims, 409, "Too many claims have been stated", "There is no more to do: claims stay."),
        new(OwnershipErrors.NotLicensed, 403, "The account has no licence", "Ask the owner for a licence."),
        new(OwnershipErrors.ScopeNotLicensed, 403, "The licence does not allow this use", "Ask the owner for a licence with this scope."),
        new(OwnershipErrors.LicenceExpired, 403, "The licence has expired", "Ask the owner for a new one."),
        new(OwnershipErrors.LicenceRevoked, 403, "The licence has been revoked", "Ask the owner why."),
        new(OwnershipErrors.PriceAboveMaximum, 422, "The licence asks more for a use than the request allows", "Read the price (GET /v1/data-sets/{hash}), and sign a request whose priceMaximum covers it."),
        new(OwnershipErrors.UseNotFound, 404, "There is no such use", "Use the struct hash of a key request. Lists trail the log by moments: ask again."),
        new(OwnershipErrors.KeyRequestSignatureInvalid, 401, "The request lacks one of its two signatures", "The account that may use the content signs, and the session's key."),
        new(OwnershipErrors.TooManyKeyRequests, 429, "Too many requests wait for the owner", "Wait until the owner answers, or deadlines pass."),
        new(OwnershipErrors.EnvelopeInvalid, 422, "The wrapped key is unsound", "Wrap the 32 bytes of the data key, and sign the hash of the envelope."),
        new(OwnershipErrors.KeyNotReleased, 404, "No key is wrapped to this session", "Ask for it (POST key-requests) and wait until the owner releases it."),
        new(OwnershipErrors.TooManyKeys, 409, "Too many wrapped keys are kept", "Wait until sessions have ended."),
        new(OwnershipErrors.ProgramMismatch, 422, "The program is for something else", "Use the data sets and the output policy that were consented to."),
        new(OwnershipErrors.OutputPolicyInvalid, 422, "The output policy lets single records out", "Use groups of at least two records."),
        new(OwnershipErrors.ConsentMissing, 403, "An owner has not consented", "The detail names the owner; ask for consent to this program."),
        new(OwnershipErrors.ConsentExpired, 403, "An owner's consent has ended", "Ask the owner to consent again."),
        new(OwnershipErrors.OutputTooLarge, 422, "The output exceeds its policy", "Use fewer groups, or ask for consent to a larger output."),
        new(OwnershipErrors.OutputMalformed, 422, "The output has no valid groups", "Report it: the program's engine makes them."),

        .. AttestationErrorEntries.All,
    ];

    private static readonly FrozenDictionary<ErrorCode, ErrorEntry> s_byCode = Entries.ToFrozenDictionary(entry => entry.Code);

    /// <summary>The entry of a code. One that nobody has listed is a fault of ours and shows as such.</summary>
    public static ErrorEntry Find(ErrorCode code) =>
        s_byCode.TryGetValue(code, out var entry) ? entry : s_byCode[GatewayErrors.Internal] with { Code = code };

    /// <summary>Address of the code's entry in the documentation that the service carries.</summary>
    public static string TypeOf(ErrorCode code) => "/docs/errors#" + Anchor(code);

    /// <summary>The code as a heading's anchor.</summary>
    public static string Anchor(ErrorCode code) => code.Value.Replace('/', '-');
}
