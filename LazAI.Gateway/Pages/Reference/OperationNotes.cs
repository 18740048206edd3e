using System.Collections.Frozen;
using LazAI.Cryptography;
using LazAI.Gateway.Problems;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;
using LazAI.Protocol.Ownership;
using LazAI.Protocol.Proofs;
using LazAI.Protocol.Workers;

namespace LazAI.Gateway.Pages.Reference;

/// <summary>The notes of all operations, by operation id. A test compares them with the routes and with the error catalogue.</summary>
internal static class OperationNotes
{
    private static readonly ErrorCode[] s_body =
    [
        GatewayErrors.MalformedJson, GatewayErrors.UnknownMember, GatewayErrors.InvalidValue, GatewayErrors.InvalidAmount,
        GatewayErrors.BodyTooLarge, GatewayErrors.BodyTooSlow, GatewayErrors.UnsupportedMediaType,
    ];

    private static readonly ErrorCode[] s_command =
    [
        .. s_body, GatewayErrors.IdempotencyKeyMissing, SignatureErrors.WrongChain, SignatureErrors.WrongSigner, AccountErrors.CommandExpired,
        AccountErrors.DeadlineTooFar, AccountErrors.NonceReplayed, AccountErrors.IdempotencyKeyReused, AccountErrors.TooManyOpen,
    ];

    private static readonly ErrorCode[] s_owner =
        [.. s_command, GatewayErrors.InvalidParameter, OwnershipErrors.NotFound, OwnershipErrors.NotOwner];

    private static readonly ErrorCode[] s_session =
    [
        GatewayErrors.InvalidParameter, GatewayErrors.SessionAccessMissing, GatewayErrors.SessionAccessInvalid, WorkerErrors.SessionUnknown,
        WorkerErrors.SessionExpired,
    ];

    private static readonly ErrorCode[] s_page = [GatewayErrors.InvalidParameter, GatewayErrors.InvalidCursor];

    private static readonly QueryParameter[] s_paging =
    [
        new("cursor", typeof(string), "The `nextCursor` of the page before; absent for the first."),
        new("limit", typeof(int), "Items of the page, from 1; 100 where absent."),
    ];

    /// <summary>By operation id.</summary>
    public static FrozenDictionary<string, OperationNote> All { get; } = new Dictionary<string, OperationNote>
    {
        ["GetStatus"] = new("Chain id, genesis, rules and the current slot. Nothing is signed without them.", []),
        ["FollowFeed"] = new(
            "Events `totals`, `tasks`, `workers`, `ledger` and `grains`, each with a whole state as JSON: a client keeps the newest of each type "
            + "and needs no history. A client that reads slowly skips states. A comment line every 10 seconds says that the connection stands.",
            [GatewayErrors.FeedsExhausted]),

        ["SubmitTasks"] = new(
            "All tasks of the submission are accepted, or none. `202` is answered when they are durable and their fees reserved. Sending the same "
            + "submission again answers with the same tasks.",
            [
                .. s_command, SubmissionErrors.Size, SubmissionErrors.Duplicate, ModelErrors.NotFound, ComputeTaskErrors.DeadlinePassed,
                ComputeTaskErrors.DeadlineTooFar, ComputeTaskErrors.ModeNotSupported, ComputeTaskErrors.FeeTooLow,
                ComputeTaskErrors.ParametersTooLarge, ComputeTaskErrors.ParametersInvalid, ComputeTaskErrors.ParametersMismatch, ComputeTaskErrors.ParametersRefused,
                ComputeTaskErrors.InputMissing,
                ComputeTaskErrors.InputTooLarge, ComputeTaskErrors.InputSize, ComputeTaskErrors.InputMismatch, ComputeTaskErrors.LocationInvalid,
                LedgerErrors.InsufficientFunds, LedgerErrors.EscrowConflict, LedgerErrors.EscrowExpired,
            ],
            IsCommand: true),
        ["QueryTasks"] = new("Tasks that are not known (yet) are left out.", [.. s_body, GatewayErrors.BatchTooLarge]),
        ["ListTasks"] = new(
            "The list ends where `nextCursor` is absent; a page of a rare filter may be short, even empty, before that.",
            s_page,
            [
                .. s_paging,
                new("submitter", typeof(Address), "Only tasks of this account."),
                new("worker", typeof(Address), "Only tasks that this worker holds, or whose result it has given."),
                new("model", typeof(ModelId), "Only tasks for this model."),
                new("mode", typeof(VerifyMode), "Only tasks verified in this mode."),
                new("status", typeof(ComputeTaskStatus), "Only tasks in this status."),
                new("fromSlot", typeof(Slot), "Submitted in this slot or later."),
                new("untilSlot", typeof(Slot), "Submitted in this slot or before."),
            ]),
        ["GetTask"] = new("Request, lease, result, fee and the history of a task.", [GatewayErrors.InvalidParameter, ComputeTaskErrors.NotFound]),
        ["ListTaskFailures"] = new(
            "Oldest first: leases that lapsed, tasks that workers gave back with their reasons, results that did not hold. All of them are on one page.",
            [GatewayErrors.InvalidParameter, ComputeTaskErrors.NotFound]),
        ["GetReceipt"] = new(
            "The signed request, the signed result, the evidence of the enclave and the proofs that tie them together.",
            [GatewayErrors.InvalidParameter, ComputeTaskErrors.NotFound, GatewayErrors.ReceiptNotReady]),
        ["GetSettlement"] = new(
            "What was reserved, charged and returned, each share with its rounding, slashes and bonds: what the rules demand beside what the ledger has "
            + "posted. `from` says of each input where it is read again: a path and a JSON pointer. What is not posted yet is absent.",
            [GatewayErrors.InvalidParameter, ComputeTaskErrors.NotFound]),

        ["SubmitTeeProof"] = new(
            "The same as a batch of one result (`SubmitResults`), with the arguments of S1. The signature is the session's, so no other authority is asked "
            + "for. A result of mode TEE_ZK that announces a proof by its `zkPublicHash` waits for it until the lease ends.",
            [
                .. s_body, VerifierErrors.ArgumentsDiffer, VerifierErrors.AttestationUnknown, ComputeTaskErrors.NotFound, ComputeTaskErrors.NotAssigned,
                WorkerErrors.SessionUnknown, WorkerErrors.SessionExpired, WorkerErrors.SignatureInvalid, WorkerErrors.SequenceReplayed,
                ComputeTaskErrors.LeaseLapsed, ComputeTaskErrors.AlreadyExecuted, ComputeTaskErrors.OutputTooLarge, ComputeTaskErrors.OutputMismatch,
                ComputeTaskErrors.ObjectiveMismatch, ComputeTaskErrors.TraceMissing, ComputeTaskErrors.TraceInvalid, ComputeTaskErrors.ProofMissing,
                ComputeTaskErrors.ProofUnexpected,
            ]),
        ["SubmitZkProof"] = new(
            "Proof and public signals are snarkjs' files. They must have the hash that the session has signed, so anyone may hand them in; what has another "
            + "hash changes nothing, and a proof that has it and does not hold convicts the worker.",
            [
                .. s_body, ComputeTaskErrors.NotFound, ComputeTaskErrors.ProofNotAwaited, ComputeTaskErrors.LeaseLapsed, ComputeTaskErrors.ProofMissing,
                ComputeTaskErrors.ProofInvalid,
            ]),
        ["SubmitFraudProof"] = new(
            "The evidence is judged at once, or, if other challenges of the task were filed before, in its turn. The answer has the outcome.",
            [
                .. s_command, ComputeTaskErrors.NotFound, ChallengeErrors.TooEarly, ChallengeErrors.WindowClosed, ChallengeErrors.AlreadyInvalid,
                ChallengeErrors.NotElected, ChallengeErrors.NotDisputable, ChallengeErrors.OwnResult, ChallengeErrors.TooMany, ChallengeErrors.EvidenceTooLarge,
                LedgerErrors.InsufficientFunds,
            ],
            IsCommand: true),
        ["VerifyResult"] = new(
            "A result of mode OP is valid once its window is over; of the other modes, once its evidence was verified.",
            [GatewayErrors.InvalidParameter, ComputeTaskErrors.NotFound]),
        ["ListDisputable"] = new(
            "For challengers, who follow it: `next` is what to ask for as `after`, at once while it moves, later when it has come to the end. Nothing that "
            + "may be challenged is left out. The list trails the log by moments, and a window that has closed may stay on it until the next one opens.",
            [GatewayErrors.InvalidParameter],
            [
                new("after", typeof(long), "The `next` of the answer before; absent for the beginning."),
                new("limit", typeof(int), "Results looked at, from 1; 100 where absent."),
            ]),
        ["QueryClaims"] = new(
            "Request, input, parameters, signed result and output: with the model's weights, enough to run it again. Tasks without a result are left out: one that "
            + "the list of disputable results names may be a moment behind it; ask again for it, too. "
            + "`looked` says how many of the tasks had room in the answer; ask again for the others.",
            [.. s_body, GatewayErrors.BatchTooLarge]),
        ["GetChallenges"] = new(
            "In the order in which they are judged. `disputableUntil` is the last slot of the window, absent where nobody can challenge the result.",
            [GatewayErrors.InvalidParameter, ComputeTaskErrors.NotFound]),
        ["GetTrace"] = new(
            "The Merkle roots of the engine's memory before the first step and after every one, 32 bytes each.",
            [GatewayErrors.InvalidParameter, ComputeTaskErrors.NotFound, GatewayErrors.EvidenceNotFound]),
        ["GetProof"] = new(
            "Save `verificationKey`, `publicSignals` and `proof` as files and run `snarkjs groth16 verify` on them. The signals are the Poseidon commitments of "
            + "weights, input and output, and the class. A key of a development set-up proves nothing to anyone but its maker.",
            [GatewayErrors.InvalidParameter, ComputeTaskErrors.NotFound, GatewayErrors.EvidenceNotFound]),
        ["GetEvidence"] = new("The reader checks the hash.", [GatewayErrors.InvalidParameter, GatewayErrors.EvidenceNotFound]),

        ["ListChallenges"] = new(
            "Newest first. The list trails the log by moments; the outcome is the task's own. `offence` has what an upheld challenge has cost the worker.",
            s_page,
            [
                .. s_paging,
                new("status", typeof(ChallengeOutcome), "Only challenges with this outcome; `Pending` for those that wait for a verdict."),
                new("challenger", typeof(Address), "Only challenges of this account."),
            ]),
        ["ListOffences"] = new(
            "Newest first: false results, and silence while declared online. The list trails the log by moments.",
            s_page,
            [.. s_paging, new("worker", typeof(Address), "Only offences of this worker.")]),
        ["GetOffence"] = new(
            "Its id is `H(\"LazAI.offence.v1\" ‖ taskId ‖ attempt)` where a result was false.", [GatewayErrors.InvalidParameter, GatewayErrors.NotFound]),

        ["RegisterModel"] = new(
            "Put the weights first. The model id follows from publisher, name and version; a published version never changes.",
            [
                .. s_command, ModelErrors.WrongIdentity, ModelErrors.WrongPublisher, ModelErrors.Invalid, ModelErrors.AlreadyRegistered,
                ModelErrors.WeightsMissing, ModelErrors.WeightsMismatch, ModelErrors.ProvingKeyMissing, ModelErrors.ProvingKeyMismatch,
            ],
            IsCommand: true),
        ["ListModels"] = new("Oldest first, with how many open worker sessions can run each (`eligibleSessions`).", s_page, s_paging),
        ["GetModel"] = new(
            "Description and commitment of a model, and how many open worker sessions can run it. `refusedSessions` says why others cannot. Where `eligibleSessions` is 0, tasks wait until "
            + "such a worker opens a session; at their deadline slot they expire and are refunded in full.",
            [GatewayErrors.InvalidParameter, ModelErrors.NotFound]),
        ["PutWeights"] = new(
            "Putting the same bytes again changes nothing.",
            [
                GatewayErrors.InvalidParameter, GatewayErrors.UnsupportedMediaType, GatewayErrors.BodyTooLarge, GatewayErrors.BodyTooSlow,
                ModelErrors.WeightsMismatch,
            ]),
        ["GetWeights"] = new("The reader checks the hash.", [GatewayErrors.InvalidParameter, GatewayErrors.WeightsNotFound]),

        ["AnchorDataSet"] = new(
            "An enclave has hashed the content and signed hash, size and owner; the owner signs the registration. The first anchoring makes the owner. "
            + "With `blobHash` the service keeps the content, which was put before under its Keccak-256.",
            [
                .. s_command, GatewayErrors.InvalidParameter, WorkerErrors.SessionUnknown, WorkerErrors.SessionExpired,
                OwnershipErrors.AnchorSignatureInvalid, OwnershipErrors.AnchorMismatch, OwnershipErrors.AnchorUntimely, OwnershipErrors.AnchorEmpty,
                OwnershipErrors.AlreadyAnchored, OwnershipErrors.RecordsRootFixed, OwnershipErrors.ContentMissing, OwnershipErrors.ContentMismatch,
            ],
            IsCommand: true),
        ["ListDataSets"] = new(
            "Oldest first. The list trails the log by moments.", s_page, [.. s_paging, new("owner", typeof(Address), "Only what this account owns now.")]),
        ["GetDataSet"] = new("Owner, licences, delegates, consents and claims.", [GatewayErrors.InvalidParameter, OwnershipErrors.NotFound]),
        ["ListOwnershipHistory"] = new(
            "Oldest first. Each event carries the order and its signature, so that the history can be checked offline.",
            [GatewayErrors.InvalidParameter, OwnershipErrors.NotFound],
            [
                new("cursor", typeof(int), "The `nextCursor` of the page before; absent for the first."),
                new("limit", typeof(int), "Events of the page, from 1; 100 where absent."),
            ]),
        ["TransferDataSet"] = new(
            "Licences stay. Delegations, consents, open key requests and wrapped keys end.", [.. s_owner, OwnershipErrors.NewOwnerInvalid], IsCommand: true),
        ["GrantLicence"] = new(
            "Signed by the owner or a delegate; the struct hash of the order is the licence's id.",
            [
                .. s_command, GatewayErrors.InvalidParameter, OwnershipErrors.NotFound, OwnershipErrors.NotGrantor, OwnershipErrors.LicenceInvalid,
                OwnershipErrors.TooManyLicences,
            ],
            IsCommand: true),
        ["RevokeLicence"] = new("Signed by the owner, whoever granted it.", [.. s_owner, OwnershipErrors.LicenceUnknown], IsCommand: true),
        ["DelegateGranting"] = new(
            "Until the slot `expiresAt`; one that has passed ends the delegation.",
            [.. s_owner, OwnershipErrors.DelegationInvalid, OwnershipErrors.TooManyDelegations],
            IsCommand: true),
        ["ConsentToAnalysis"] = new(
            "To exactly this program, until the slot `expiresAt`; one that has passed withdraws the consent.",
            [.. s_owner, OwnershipErrors.ConsentInvalid, OwnershipErrors.TooManyConsents],
            IsCommand: true),
        ["StateClaim"] = new(
            "Without a proof the claim is the owner's word. With one it is marked verified if the proof holds for the records that an enclave has anchored.",
            [
                .. s_owner, OwnershipErrors.ClaimInvalid, OwnershipErrors.ClaimMismatch, OwnershipErrors.ClaimUnproven, OwnershipErrors.TooManyClaims,
            ],
            IsCommand: true),
        ["RequestDataKey"] = new(
            "Signed by an account that may use the content, and by the session that is to get the key. The owner's agent answers. `priceMaximum` is "
            + "reserved. When the session has the key, the licence's price goes to the owner and the rest back; without it, all goes back.",
            [
                .. s_command, GatewayErrors.InvalidParameter, WorkerErrors.SessionUnknown, WorkerErrors.SessionExpired, OwnershipErrors.NotFound,
                OwnershipErrors.KeyRequestSignatureInvalid, OwnershipErrors.NotLicensed, OwnershipErrors.ScopeNotLicensed,
                OwnershipErrors.LicenceExpired, OwnershipErrors.LicenceRevoked, OwnershipErrors.PriceAboveMaximum,
                OwnershipErrors.TooManyKeyRequests, LedgerErrors.InsufficientFunds,
            ],
            IsCommand: true),
        ["ListDataKeyRequests"] = new(
            "With the session's keys and evidence, which the owner's agent verifies before it wraps the key. All of them are on one page.",
            [GatewayErrors.InvalidParameter, OwnershipErrors.NotFound]),
        ["ReleaseDataKey"] = new(
            "The service relays the wrapped key and cannot open it. An owner may release a key unasked.",
            [.. s_owner, OwnershipErrors.EnvelopeInvalid, OwnershipErrors.TooManyKeys],
            IsCommand: true),
        ["GetDataKey"] = new("Only the session can open it.", [GatewayErrors.InvalidParameter, OwnershipErrors.KeyNotReleased]),

        ["ListUses"] = new("Newest first. The list trails the log by moments.", [.. s_page, OwnershipErrors.NotFound], s_paging),
        ["GetUse"] = new(
            "The signed request is event `requestVersion` of the content's history, what decided it `decisionVersion`; the money is in the entries of "
            + "the account `escrow:{use}`.",
            [GatewayErrors.InvalidParameter, OwnershipErrors.UseNotFound]),

        ["ListWorkers"] = new("Every worker that has opened a session, oldest first.", s_page, s_paging),
        ["GetWorker"] = new("Stake, record and open sessions with what their evidence says.", [GatewayErrors.InvalidParameter, WorkerErrors.NotFound]),
        ["GetSession"] = new(
            "Keys and evidence of a session, for whoever wants to judge it before encrypting something to it.",
            [GatewayErrors.InvalidParameter, WorkerErrors.NotFound]),

        ["GetSessionEvidence"] = new(
            "The evidence is verified again, with the collateral and as of the time of the session's opening, and each step is named. What it rests on is in the "
            + "session itself; judge that yourself (`lazai attest verify`) before you trust it with anything.",
            [GatewayErrors.InvalidParameter, WorkerErrors.NotFound]),

        ["IssueChallenge"] = new(
            "The session's evidence must bind the nonce. It opens one session. The worker's account signs, so that nobody else uses up its challenges.",
            [
                .. s_body, GatewayErrors.InvalidParameter, SignatureErrors.WrongChain, SignatureErrors.WrongSigner, AccountErrors.CommandExpired,
                AccountErrors.DeadlineTooFar, WorkerErrors.StakeTooLow, WorkerErrors.TooManyChallenges,
            ]),
        ["OpenSession"] = new(
            "The evidence binds worker, session keys, nonce and time. Opening a session again with the same evidence answers with the same session.",
            [
                .. s_body, GatewayErrors.InvalidParameter, SignatureErrors.WrongChain, SignatureErrors.WrongSigner, AccountErrors.CommandExpired,
                WorkerErrors.StakeTooLow, WorkerErrors.Jailed, WorkerErrors.ChallengeUnknown, WorkerErrors.ChallengeExpired, WorkerErrors.EvidenceExpired,
                WorkerErrors.CapacityInvalid, WorkerErrors.TooManySessions, GatewayErrors.CollateralUnavailable,
                .. ErrorCatalog.Entries.Select(entry => entry.Code)
                    .Where(code => code.Value.StartsWith("attestation/", StringComparison.Ordinal)),
            ]),
        ["CloseSession"] = new("A session closes itself, after its tasks are done.", s_session, NeedsSession: true),
        ["TakeWork"] = new(
            "Answers as soon as there is work, or with none when the wait is over.",
            s_session,
            [
                new("max", typeof(int), "Most tasks, 1 to 1,000; 100 where absent."),
                new("waitSeconds", typeof(int), "Longest wait in seconds; 20 where absent."),
            ],
            NeedsSession: true),
        ["Heartbeat"] = new(
            "Names the tasks that the session still works on; the answer names those that it has lost.",
            [.. s_session, .. s_body, GatewayErrors.BatchTooLarge, WorkerErrors.StakeTooLow],
            NeedsSession: true),
        ["SubmitResults"] = new(
            "One signature over the Merkle root of all results. The batch is taken as a whole, with the outputs and proofs whose hashes are signed or not at "
            + "all; each result is then judged by its task. Sent again, it is answered as before.",
            [
                .. s_session, .. s_body, ComputeTaskErrors.WrongSession, WorkerErrors.BatchSize, WorkerErrors.SequenceGap,
                WorkerErrors.SequenceReplayed, WorkerErrors.SignatureInvalid, ComputeTaskErrors.OutputMismatch, ComputeTaskErrors.ProofMissing,
            ],
            NeedsSession: true),
        ["DeclineTask"] = new(
            "The attempt counts as failed and the task goes to another worker. With `kind` `DataSetsUnavailable`, which tasks on data sets have, it does not count against the worker.",
            [
                .. s_session, .. s_body, ComputeTaskErrors.NotFound, ComputeTaskErrors.NotAssigned, ComputeTaskErrors.WrongWorker,
                ComputeTaskErrors.WrongSession, ComputeTaskErrors.LeaseLapsed,
            ],
            NeedsSession: true),

        ["ListChallengers"] = new(
            "Everybody who stands or stood, with standing, term, reputation, rewards and test. Duties of results that are verified from now on are drawn from "
            + "`panel`, which is in the log under its hash. Where `elector` is the zero address anyone who holds the bond may challenge.",
            []),
        ["GetChallenger"] = new(
            "`test.seen` is the sequential test of missed duties that is under way.", [GatewayErrors.InvalidParameter, ChallengerErrors.NotFound]),
        ["GetDuties"] = new(
            "Results whose window is open, the most urgent first. One that is reported as checked, or challenged, is no longer among them.",
            [GatewayErrors.InvalidParameter, ChallengerErrors.NotFound],
            [new("limit", typeof(int), "Most duties, 1 to 1,000; 1,000 where absent.")]),
        ["ApplyAsChallenger"] = new(
            "The account needs `challengerStakeMinimum` at stake. It can then be elected.",
            [.. s_command, ChallengerErrors.StakeTooLow, ChallengerErrors.RegistryFull],
            IsCommand: true),
        ["WithdrawChallenger"] = new(
            "A challenger in office leaves it at once; its record and its test stay.", [.. s_command, ChallengerErrors.NotFound], IsCommand: true),
        ["DecideElection"] = new(
            "Signed by `challengerElector` of the network's rules. Decisions are carried out in the order of their nonces; the newest one again changes nothing.",
            [
                .. s_body, SignatureErrors.WrongChain, ChallengerErrors.DecisionUncertified, ChallengerErrors.DecisionReplayed, ChallengerErrors.NotFound,
                ChallengerErrors.NotStanding, ChallengerErrors.TermInvalid, ChallengerErrors.StakeTooLow, ChallengerErrors.SeatsTaken,
            ]),
        ["ReportChecks"] = new(
            "One signature over the Merkle root of all checked results. Each report has a greater sequence than the one before; the newest one again "
            + "changes nothing.",
            [
                .. s_body, SignatureErrors.WrongChain, ChallengerErrors.ReportSize, ChallengerErrors.ReportSignatureInvalid, ChallengerErrors.NotFound,
                ChallengerErrors.NotElected, ChallengerErrors.ReportReplayed,
            ]),

        ["GetLedger"] = new("The totals add up to the supply, or `balanced` is false.", []),
        ["GetBalance"] = new(
            "An account that nobody has paid into holds nothing.",
            [GatewayErrors.InvalidParameter, GatewayErrors.NotFound],
            [new("position", typeof(long), "What it held after the event at this position of the log; absent for now.")]),
        ["ListLedgerEntries"] = new(
            "Newest first: each event of the ledger that has touched the account, what it has moved, and the balance after it. The list trails "
            + "the log by moments.",
            s_page,
            s_paging),
        ["GetLedgerEvent"] = new(
            "As the log holds it, with every movement: amounts, accounts, and what each is for.", [GatewayErrors.InvalidParameter, GatewayErrors.NotFound]),
        ["Transfer"] = new(
            "To a user account, or to the payer's own stake.",
            [
                .. s_command, GatewayErrors.TransferNotAllowed, LedgerErrors.CommandExpired, LedgerErrors.SameAccount, LedgerErrors.ZeroAmount,
                LedgerErrors.TransferIdReused, LedgerErrors.InsufficientFunds,
            ],
            IsCommand: true),
        ["Unbond"] = new(
            "Takes a part of the stake out at once: it no longer counts for work, and goes to the owner's account after `unbondingSlots`. "
            + "Until then it can be slashed.",
            [
                .. s_command, LedgerErrors.CommandExpired, LedgerErrors.ZeroAmount, LedgerErrors.TransferIdReused, LedgerErrors.TooManyUnbondings,
                LedgerErrors.InsufficientFunds,
            ],
            IsCommand: true),
        ["GetUnbondings"] = new("The oldest first; slashes take from it.", [GatewayErrors.InvalidParameter]),
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
