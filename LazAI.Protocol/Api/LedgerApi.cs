using System.Text.Json;

namespace LazAI.Protocol.Api;

/// <summary>What one event of the ledger has done to one account: a line of <c>GET /v1/ledger/accounts/{account}/entries</c>.</summary>
/// <param name="Position">The event's position in the log; <c>GET /v1/ledger/events/{position}</c> has it whole.</param>
/// <param name="Movements">How many of the event's movements touch the account.</param>
/// <param name="Balance">What the account holds after it.</param>
public sealed record LedgerEntry(long Position, string Type, Slot At, Amount Debited, Amount Credited, int Movements, Amount Balance);

/// <summary><c>GET /v1/ledger/events/{position}</c>: an event of the ledger as the log holds it.</summary>
/// <param name="Version">Its number among the events of the ledger.</param>
/// <param name="Event">Its canonical JSON.</param>
public sealed record LedgerEventView(long Position, long Version, string Type, JsonElement Event);
