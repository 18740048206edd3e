using LazAI.Cryptography;

namespace LazAI.Protocol;

/// <summary>The versioned numbers of the protocol, recorded in the genesis document and with each task that they govern.
/// Not process options: changing one is a decision of the network.</summary>
public sealed record ProtocolRules
{
    /// <summary>Increases with every change of any rule.</summary>
    public required int Version { get; init; }

    /// <summary>Length of a slot in milliseconds (PROTOCOL §3: 12 s; a local network may use less).</summary>
    public required int SlotMilliseconds { get; init; }

    /// <summary>Slots in an epoch.</summary>
    public required int SlotsPerEpoch { get; init; }

    /// <summary>Asset in which fees and stakes are paid.</summary>
    public required string NativeAsset { get; init; }

    /// <summary>Stake below which a worker gets no work.</summary>
    public required Amount WorkerStakeMinimum { get; init; }

    /// <summary>Assignments of one task before it expires and the fee returns.</summary>
    public required int TaskAttemptsMaximum { get; init; }

    /// <summary>Slots that a worker has for a task unless its model says otherwise; a heart-beat starts them anew.</summary>
    public required long LeaseSlots { get; init; }

    /// <summary>How far ahead a task's deadline may lie.</summary>
    public required long TaskDeadlineSlotsMaximum { get; init; }

    /// <summary>How far ahead the deadline of a signed command may lie; used nonces are remembered until then.</summary>
    public required long CommandDeadlineSlotsMaximum { get; init; }

    /// <summary>Tasks in one signed submission.</summary>
    public required int SubmissionTasksMaximum { get; init; }

    /// <summary>Results in one signed batch.</summary>
    public required int ResultBatchMaximum { get; init; }

    /// <summary>Bytes of inline input of one task (64 KiB).</summary>
    public required int InlineDataBytesMaximum { get; init; }

    /// <summary>Bytes of a task's parameters, UTF-8 JSON.</summary>
    public required int ParametersBytesMaximum { get; init; }

    /// <summary>Bytes of one result.</summary>
    public required int ResultBytesMaximum { get; init; }

    /// <summary>Longest life of an enclave session (24 h).</summary>
    public required long SessionSlotsMaximum { get; init; }

    /// <summary>Open sessions of one worker: the current one and those that it renews or drains.</summary>
    public required int SessionsPerWorkerMaximum { get; init; }

    /// <summary>Tasks that one session may offer to take at a time.</summary>
    public required int SessionCapacityMaximum { get; init; }

    /// <summary>Session challenges that one worker may have open.</summary>
    public required int ChallengesPerWorkerMaximum { get; init; }

    /// <summary>Slots for which the nonce of a session challenge may be used (5 minutes).</summary>
    public required long ChallengeSlots { get; init; }

    /// <summary>Largest difference between the evidence's time stamp and the service's clock, in seconds.</summary>
    public required int EvidenceAgeSecondsMaximum { get; init; }

    /// <summary>Slots without a sign of life after which a worker that holds work or is declared online counts as down (1 h).</summary>
    public required long WorkerDownSlots { get; init; }

    /// <summary>What a worker that is down loses of its stake (2 %).</summary>
    public required BasisPoints WorkerDownSlash { get; init; }

    /// <summary>What a worker loses of the stake it had at the time of a task whose result was shown to be false (20 %).</summary>
    public required BasisPoints FalseResultSlash { get; init; }

    /// <summary>The part of such a slash that goes to whoever has shown it (50 %).</summary>
    public required BasisPoints ReporterShare { get; init; }

    /// <summary>Slots for which a worker gets no work after a false result (24 h).</summary>
    public required long JailSlots { get; init; }

    /// <summary>Slots for which a stake that leaves stays slashable (7 days).</summary>
    public required long UnbondingSlots { get; init; }

    /// <summary>Slots in which an optimistic result may be challenged (24), unless its model has a window of its own.</summary>
    public required long ChallengeWindowSlots { get; init; }

    /// <summary>Shortest window that a model may have (12).</summary>
    public required long ChallengeWindowSlotsMinimum { get; init; }

    /// <summary>Longest window that a model may have (24).</summary>
    public required long ChallengeWindowSlotsMaximum { get; init; }

    /// <summary>Slots in which a TEE result may be challenged that others can re-execute; until committees and spot-checks take this over.</summary>
    public required long TeeDisputeSlots { get; init; }

    /// <summary>What a challenger puts up for one challenge (1,000 LCAI); the worker's if the evidence proves nothing.</summary>
    public required Amount ChallengeBond { get; init; }

    /// <summary>Challenges of one result.</summary>
    public required int ChallengesPerTaskMaximum { get; init; }

    /// <summary>Slots from its filing for which a challenge is tried again if its evidence, or what that is judged by, cannot be read (24 h);
    /// then it is void. As long as it takes people to bring back what a store has lost.</summary>
    public required long ChallengeJudgingSlots { get; init; }

    /// <summary>Bytes of the evidence of one challenge (1 MiB).</summary>
    public required int ChallengeEvidenceBytesMaximum { get; init; }

    /// <summary>How many verified results a failed attempt outweighs in a worker's reputation.</summary>
    public required int ReputationFailureWeight { get; init; }

    /// <summary>Verified results that a newcomer's reputation is credited with.</summary>
    public required int ReputationPrior { get; init; }

    /// <summary>Slots of the log after its deadline at which an escrow without a task goes back; covers acceptances still on their way.</summary>
    public required long OrphanMarginSlots { get; init; }

    /// <summary>Slots after which a settlement or refund whose event was not seen is sent again; the ledger takes it once.</summary>
    public required long SettlementPatienceSlots { get; init; }

    /// <summary>The worker's part of a final task's fee.</summary>
    public required BasisPoints WorkerFeeShare { get; init; }

    /// <summary>The validators' part, for committee and spot-check work.</summary>
    public required BasisPoints ValidatorFeeShare { get; init; }

    /// <summary>The part of the owners of model and data.</summary>
    public required BasisPoints OwnerFeeShare { get; init; }

    /// <summary>The treasury's part.</summary>
    public required BasisPoints TreasuryFeeShare { get; init; }

    /// <summary>Whether models may be proven under keys of an insecure development set-up: whoever made one can prove anything with it.</summary>
    public required bool AllowInsecureDevelopmentSetups { get; init; }

    // Challengers (PROTOCOL §7.4).

    /// <summary>Who elects challengers until quorums do; the zero address is nobody.</summary>
    public required Address ChallengerElector { get; init; }

    /// <summary>Accounts that the registry of challengers remembers: candidates, elected ones, and those who have left as long as there is room.</summary>
    public required int ChallengersMaximum { get; init; }

    /// <summary>Challengers in office at a time.</summary>
    public required int ChallengerSeatsMaximum { get; init; }

    /// <summary>Stake below which an account cannot stand or be elected.</summary>
    public required Amount ChallengerStakeMinimum { get; init; }

    /// <summary>How far ahead a term may end (30 days).</summary>
    public required long ChallengerTermSlotsMaximum { get; init; }

    /// <summary>Share of missed duties that is acceptable: who misses no more is hardly ever found negligent (p0 of the sequential test).</summary>
    public required BasisPoints ChallengerMissRateAcceptable { get; init; }

    /// <summary>Share of missed duties that is not: who misses as many is found negligent nearly always (p1).</summary>
    public required BasisPoints ChallengerMissRateUnacceptable { get; init; }

    /// <summary>How often one test may find a challenger negligent that misses at the acceptable rate (α). Lower takes more duties to find anyone.</summary>
    public required BasisPoints ChallengerErrorRateFalseAlarm { get; init; }

    /// <summary>How often one test may pass a challenger that misses at the unacceptable rate (β). Lower takes more duties to pass anyone.</summary>
    public required BasisPoints ChallengerErrorRateOverlooked { get; init; }

    /// <summary>Slots after a miss in which duties count neither way, so that one short outage is one miss (20 minutes). 0 counts them all.</summary>
    public required long ChallengerMissPauseSlots { get; init; }

    /// <summary>What a negligent challenger loses of its stake (1 %).</summary>
    public required BasisPoints ChallengerMissSlash { get; init; }

    /// <summary>PROTOCOL's values.</summary>
    public static ProtocolRules Default { get; } = new()
    {
        Version = 1,
        SlotMilliseconds = 12_000,
        SlotsPerEpoch = 32,
        NativeAsset = "LCAI",
        WorkerStakeMinimum = Amount.FromTokens(100_000),
        TaskAttemptsMaximum = 3,
        LeaseSlots = 3,
        TaskDeadlineSlotsMaximum = 7_200,
        CommandDeadlineSlotsMaximum = 300,
        SubmissionTasksMaximum = 1_000,
        ResultBatchMaximum = 1_000,
        InlineDataBytesMaximum = 64 * 1024,
        ParametersBytesMaximum = 4 * 1024,
        ResultBytesMaximum = 64 * 1024,
        SessionSlotsMaximum = 7_200,
        SessionsPerWorkerMaximum = 4,
        SessionCapacityMaximum = 100_000,
        ChallengesPerWorkerMaximum = 32,
        ChallengeSlots = 25,
        EvidenceAgeSecondsMaximum = 300,
        WorkerDownSlots = 300,
        WorkerDownSlash = new BasisPoints(200),
        FalseResultSlash = new BasisPoints(2_000),
        ReporterShare = new BasisPoints(5_000),
        JailSlots = 7_200,
        UnbondingSlots = 50_400,
        ChallengeWindowSlots = 24,
        ChallengeWindowSlotsMinimum = 12,
        ChallengeWindowSlotsMaximum = 24,
        TeeDisputeSlots = 4,
        ChallengeBond = Amount.FromTokens(1_000),
        ChallengesPerTaskMaximum = 16,
        ChallengeJudgingSlots = 7_200,
        ChallengeEvidenceBytesMaximum = 1024 * 1024,
        ReputationFailureWeight = 50,
        ReputationPrior = 100,
        OrphanMarginSlots = 8,
        SettlementPatienceSlots = 4,
        WorkerFeeShare = new BasisPoints(7_000),
        ValidatorFeeShare = new BasisPoints(2_000),
        OwnerFeeShare = new BasisPoints(800),
        TreasuryFeeShare = new BasisPoints(200),

        AllowInsecureDevelopmentSetups = false,

        // Challengers.
        ChallengerElector = Address.Zero,
        ChallengersMaximum = 1_024,
        ChallengerSeatsMaximum = 64,
        ChallengerStakeMinimum = Amount.FromTokens(10_000),
        ChallengerTermSlotsMaximum = 216_000,
        ChallengerMissRateAcceptable = new BasisPoints(100),
        ChallengerMissRateUnacceptable = new BasisPoints(1_000),
        ChallengerErrorRateFalseAlarm = new BasisPoints(10),
        ChallengerErrorRateOverlooked = new BasisPoints(100),
        ChallengerMissPauseSlots = 100,
        ChallengerMissSlash = new BasisPoints(100),
    };

    /// <summary>The same durations in slots of 2 s, for one machine, with development set-ups, but for the windows, which keep their number of slots. Margins and patience are for messages under way, which take no longer in
    /// shorter slots there, and stay.</summary>
    public static ProtocolRules Local { get; } = Default with
    {
        SlotMilliseconds = 2_000,
        AllowInsecureDevelopmentSetups = true,
        LeaseSlots = 15,
        TaskDeadlineSlotsMaximum = 43_200,
        CommandDeadlineSlotsMaximum = 1_800,
        SessionSlotsMaximum = 43_200,
        ChallengeSlots = 150,
        WorkerDownSlots = 1_800,
        JailSlots = 43_200,
        ChallengeJudgingSlots = 43_200,
        UnbondingSlots = 302_400,
        ChallengerTermSlotsMaximum = 1_296_000,
        ChallengerMissPauseSlots = 600,
    };
}
