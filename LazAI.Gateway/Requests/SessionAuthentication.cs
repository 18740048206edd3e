using System.Collections.Concurrent;
using System.Globalization;
using LazAI.Cryptography;
using LazAI.Gateway.Problems;
using LazAI.Grains.Network;
using LazAI.Grains.Workers;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Workers;

namespace LazAI.Gateway.Requests;

/// <summary>
/// Checks the <c>Authorization: LazAI-Session session.until.signature</c> header: the session is open and its key has signed. A header that
/// was good is remembered until its last slot, so that polling costs no signature check.
/// </summary>
public sealed class SessionAuthentication(IClusterClient grains, INetwork network)
{
    private const int RememberedMaximum = 10_000;

    private readonly ConcurrentDictionary<string, Entry> _remembered = new(StringComparer.Ordinal);

    /// <summary>The session that speaks, one of <paramref name="worker"/>'s.</summary>
    /// <exception cref="RequestRefusedException">The header is missing, malformed, out of date or another's.</exception>
    public async ValueTask<SessionId> RequireAsync(HttpContext context, Address worker)
    {
        ArgumentNullException.ThrowIfNull(context);
        var header = context.Request.Headers.Authorization is [{ } value] ? value : "";
        var now = network.Now;
        if (_remembered.TryGetValue(header, out var entry) && entry.Worker == worker && entry.Until >= now && entry.RecheckAt > now)
        {
            return entry.Session;
        }

        var (access, signature) = Parse(header);
        if (access.Until < now)
        {
            throw new RequestRefusedException(
                GatewayErrors.SessionAccessInvalid, $"The access was good until slot {access.Until}, now is slot {now}; sign a new one.");
        }

        var state = await grains.GetGrain<IWorkerGrain>(worker.ToString()).GetAsync();
        if (WorkerAggregate.RefuseSession(state, access.Session, now) is { } refusal)
        {
            throw new RequestRefusedException(refusal);
        }

        if (!signature.TryRecoverAddress(network.Domain.Digest(access.StructHash()), out var signer)
            || signer != state.Sessions[access.Session].SigningKey)
        {
            throw new RequestRefusedException(GatewayErrors.SessionAccessInvalid, "The access is not signed by the session's key.");
        }

        Remember(header, new Entry(worker, access.Session, access.Until, now + 1));
        return access.Session;
    }

    /// <summary>The session that this request's header has proved before, or null. Says whose request it is, not that it may do
    /// anything.</summary>
    public SessionId? FindProved(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Request.Headers.Authorization is [{ } header]
            && _remembered.TryGetValue(header, out var entry)
            && entry.Until >= network.Now
            ? entry.Session
            : null;
    }

    private void Remember(string header, Entry entry)
    {
        if (_remembered.Count >= RememberedMaximum)
        {
            _remembered.Clear();
        }

        _remembered[header] = entry;
    }

    private static (SessionAccess Access, RecoverableSignature Signature) Parse(string header)
    {
        if (!header.StartsWith(SessionAccess.Scheme + " ", StringComparison.Ordinal))
        {
            throw new RequestRefusedException(
                GatewayErrors.SessionAccessMissing, $"Send Authorization: {SessionAccess.Scheme} session.untilSlot.signature.");
        }

        var parts = header[(SessionAccess.Scheme.Length + 1)..].Split('.');
        return parts.Length == 3
            && Bytes32.TryParse(parts[0], out var session)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var until)
            && RecoverableSignature.TryParse(parts[2], out var signature)
            ? (new SessionAccess(new SessionId(session), new Slot(until)), signature)
            : throw new RequestRefusedException(GatewayErrors.SessionAccessInvalid, "The access is session.untilSlot.signature.");
    }

    /// <param name="RecheckAt">The session may be closed in between: it is looked up again each slot.</param>
    private sealed record Entry(Address Worker, SessionId Session, Slot Until, Slot RecheckAt);
}
