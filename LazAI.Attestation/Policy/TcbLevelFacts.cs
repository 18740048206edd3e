using System.Text.Json.Serialization;

namespace LazAI.Attestation;

/// <summary>The level that one part of a platform reaches.</summary>
/// <param name="Status">Intel's word for the level, see <see cref="TcbStatus"/>.</param>
/// <param name="TcbDate">All updates that were published up to then are in the level.</param>
public sealed record TcbLevelFacts(string Status, [property: JsonConverter(typeof(UtcTimeJsonConverter))] DateTimeOffset TcbDate)
{
    internal static TcbLevelFacts Of(TcbLevel level) => new(level.Status.ToString(), level.TcbDate);
}
