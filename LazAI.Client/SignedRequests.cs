using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Challenges;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;

namespace LazAI.Client;

/// <summary>Makes signed commands of one account: EIP-712 under the network's domain, each with its own nonce and a near deadline.</summary>
/// <param name="key">The account's key; the caller keeps and disposes of it.</param>
/// <param name="chainId">The network's chain id.</param>
/// <param name="clock">Where deadlines count from.</param>
public sealed class SignedRequests(Secp256k1PrivateKey key, ulong chainId, NetworkClock clock)
{
    private readonly Eip712Domain _domain = new(chainId);

    /// <summary>How long a command may take to reach the service. Longer survives longer outages, shorter limits what a thief of an unsent command gains.</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The account that signs.</summary>
    public Address Signer { get; } = key.Address;

    public ulong ChainId => _domain.ChainId;

    internal Slot DeadlineSlot => DeadlineIn(Validity);

    internal Slot DeadlineIn(TimeSpan validity) => clock.Now + clock.SlotsFor(validity);

    internal RecoverableSignature Sign(ISignedCommand command) => Sign(command.StructHash());

    internal RecoverableSignature Sign(Bytes32 structHash) => key.Sign(_domain.Digest(structHash));

    /// <summary>Moves funds to another user, or into the signer's own stake.</summary>
    public TransferRequest Transfer(LedgerAccount credit, Amount amount)
    {
        var order = new TransferOrder(Signer, credit.ToString(), amount, CommandNonce.Draw(), DeadlineSlot);
        return new TransferRequest(ChainId, Signer, credit, amount, order.Nonce, order.DeadlineSlot, Sign(order));
    }

    /// <summary>Begins to take a part of the signer's stake out.</summary>
    public UnbondRequest Unbond(Amount amount)
    {
        var order = new UnbondOrder(Signer, amount, CommandNonce.Draw(), DeadlineSlot);
        return new UnbondRequest(ChainId, Signer, amount, order.Nonce, order.DeadlineSlot, Sign(order));
    }

    /// <summary>Challenges a task's result.</summary>
    public SubmitFraudProofRequest SubmitFraudProof(TaskId task, ChallengeEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var bytes = evidence.Encode();
        var submission = new FraudProofSubmission(Signer, task, Keccak256.Hash(bytes), CommandNonce.Draw(), DeadlineSlot);
        return new SubmitFraudProofRequest(ChainId, task, bytes, Signer, submission.Nonce, submission.DeadlineSlot, Sign(submission));
    }

    /// <summary>Registers a model that the signer publishes.</summary>
    public RegisterModelRequest RegisterModel(ModelDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        var registration = new ModelRegistration(
            Signer, description.ComputeModelId(), description.ComputeHash(), CommandNonce.Draw(), DeadlineSlot);
        return new RegisterModelRequest(ChainId, description, registration.Nonce, registration.DeadlineSlot, Sign(registration));
    }

    /// <summary>Asks for a challenge to the signer's next session.</summary>
    public IssueChallengeRequest IssueChallenge()
    {
        var order = new SessionChallengeOrder(Signer, CommandNonce.Draw(), DeadlineSlot);
        return new IssueChallengeRequest(ChainId, order.Nonce, order.DeadlineSlot, Sign(order));
    }

    /// <summary>Opens an enclave session of the signer.</summary>
    /// <param name="session">The hash that the evidence binds.</param>
    /// <param name="keys">The enclave's keys and what went into that hash.</param>
    /// <param name="evidence">The quote.</param>
    /// <param name="capacity">Tasks that the worker takes at a time.</param>
    public OpenSessionRequest OpenSession(SessionId session, SessionKeys keys, ReadOnlyMemory<byte> evidence, int capacity)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var registration = new SessionRegistration(Signer, session, (uint)capacity, CommandNonce.Draw(), DeadlineSlot);
        return new OpenSessionRequest(
            ChainId,
            keys.Signing.ToString(),
            keys.Encryption.ToString(),
            keys.Challenge,
            keys.Timestamp,
            evidence,
            capacity,
            registration.Nonce,
            registration.DeadlineSlot,
            Sign(registration));
    }
}

/// <summary>What the evidence of a session binds beside the worker's account (PROTOCOL §5).</summary>
/// <param name="Challenge">The service's nonce.</param>
/// <param name="Timestamp">Seconds since 1970.</param>
public sealed record SessionKeys(Secp256k1PublicKey Signing, Secp256k1PublicKey Encryption, Bytes32 Challenge, ulong Timestamp);
