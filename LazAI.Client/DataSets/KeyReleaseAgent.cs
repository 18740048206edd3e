using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;

namespace LazAI.Client.DataSets;

/// <summary>
/// Answers requests for one data set's key in the owner's place. It believes nothing that the service says: it replays the signed history, checks
/// both signatures of the request and the session's evidence, and only then wraps the key to that session.
/// </summary>
/// <remarks>The service could hide a revocation from it, or requests; it cannot make it release a key to a session or an account that it should not.</remarks>
public sealed class KeyReleaseAgent(Eip712Domain domain, ProtocolRules rules, SessionTrust trust, Address owner, RandomNumberGenerator random)
{
    /// <summary>The key wrapped to the session that asks, or why it is not released.</summary>
    /// <param name="history">All events of the data set, oldest first.</param>
    /// <param name="now">The slot by the owner's clock.</param>
    public bool TryRelease(
        KeyRequestView request,
        ContentHash content,
        DataKey key,
        IEnumerable<OwnershipEvent> history,
        Slot now,
        [NotNullWhen(true)] out byte[]? envelope,
        [NotNullWhen(false)] out string? refusal)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(key);
        envelope = null;
        var order = request.Order;
        if (request is not { Session: { } session, Evidence: { } evidence })
        {
            refusal = "The session has ended.";
            return false;
        }

        if (session.Id != order.Session || session.Until < now || order.ContentHash != content || order.DeadlineSlot <= now)
        {
            refusal = "The request is for something else, or its time or its session's has passed.";
            return false;
        }

        refusal = VerifiedKeyRequest.RefuseSignatures(
            domain.Digest(order.StructHash()), order.Signer, request.Signature, session, request.SessionSignature)?.Detail
            ?? RefuseAccess(order, content, history, now);
        if (refusal is not null || !trust.TryJudge(new WorkerSessionView(request.Worker, session, evidence, request.Collateral), out var recipient, out refusal))
        {
            return false;
        }

        envelope = key.WrapTo(recipient, content, owner, session.Id, random);
        return true;
    }

    private string? RefuseAccess(KeyRequest order, ContentHash content, IEnumerable<OwnershipEvent> history, Slot now)
    {
        var (state, unsound) = OwnershipHistory.Replay(domain, content, history, rules);
        if (state is null)
        {
            return $"The history does not hold: {unsound!.Detail}";
        }

        if (state.Owner != owner)
        {
            return $"{state.Owner} owns it, not {owner}.";
        }

        return Access.MayUse(state, order.Signer, order.Scope, now) is AccessRefused refused ? refused.Reason.Detail : null;
    }
}
