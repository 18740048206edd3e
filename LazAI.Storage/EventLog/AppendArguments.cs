using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using LazAI.Grains.EventLog;

namespace LazAI.Storage;

/// <summary>What every event log refuses before it looks at the stream, so that one caller's bad input can never fail the
/// group that it would have been committed with.</summary>
internal static class AppendArguments
{
    private static readonly SearchValues<char> Suspicious = SearchValues.Create(CreateSuspicious());

    /// <summary>The sum of the payloads, in bytes.</summary>
    /// <exception cref="ArgumentException">No events, a bad name, or a limit of <see cref="EventLogLimits"/> is exceeded.</exception>
    public static int Validate(StreamName stream, long expectedVersion, ImmutableArray<EventData> events)
    {
        RequireStorable(stream.Value, nameof(stream));
        ArgumentOutOfRangeException.ThrowIfNegative(expectedVersion);
        if (events.IsDefaultOrEmpty)
        {
            throw new ArgumentException("An append needs at least one event.", nameof(events));
        }

        if (events.Length > EventLogLimits.EventsPerAppendMaximum)
        {
            throw new ArgumentException(
                $"An append of {events.Length} events is over the limit of {EventLogLimits.EventsPerAppendMaximum}.", nameof(events));
        }

        long bytes = 0;
        foreach (var data in events)
        {
            RequireStorable(data.Type, nameof(events));
            if (data.Type.Length > EventLogLimits.TypeLengthMaximum)
            {
                throw new ArgumentException($"An event type is at most {EventLogLimits.TypeLengthMaximum} characters.", nameof(events));
            }

            if (data.Payload.Length > EventLogLimits.PayloadBytesMaximum)
            {
                throw new ArgumentException(
                    $"A payload of {data.Payload.Length} bytes is over the limit of {EventLogLimits.PayloadBytesMaximum}.", nameof(events));
            }

            bytes += data.Payload.Length;
        }

        if (bytes > EventLogLimits.AppendBytesMaximum)
        {
            throw new ArgumentException(
                $"An append of {bytes} payload bytes is over the limit of {EventLogLimits.AppendBytesMaximum}.", nameof(events));
        }

        return (int)bytes;
    }

    // PostgreSQL's text holds neither U+0000 nor half a surrogate pair.
    private static void RequireStorable(string? text, string parameter)
    {
        if (string.IsNullOrEmpty(text))
        {
            throw new ArgumentException("A stream and an event type need a name.", parameter);
        }

        if (text.AsSpan().ContainsAny(Suspicious) && (text.Contains('\0', StringComparison.Ordinal) || !IsWellFormed(text)))
        {
            throw new ArgumentException("A name is well-formed Unicode without U+0000.", parameter);
        }
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var consumed) != OperationStatus.Done)
            {
                return false;
            }

            text = text[consumed..];
        }

        return true;
    }

    private static char[] CreateSuspicious() =>
        ['\0', .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)];
}
