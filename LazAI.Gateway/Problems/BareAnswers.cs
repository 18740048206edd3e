namespace LazAI.Gateway.Problems;

/// <summary>An answer that has a status and nothing else.</summary>
/// <param name="When">What makes the server give it.</param>
public sealed record BareAnswer(int Status, string When);

/// <summary>What the HTTP server refuses by itself, before a request reaches the service: no problem document can be written there, and the
/// connection is closed. All are faults of the HTTP message, not of what it asks for.</summary>
public static class BareAnswers
{
    public const string Explanation =
        "The HTTP server refuses these by itself, before the service sees the request: they have a status and no body, and the connection is closed.";

    /// <summary>All of them; a test meets each but the 408, which takes its 30 seconds.</summary>
    public static IReadOnlyList<BareAnswer> All { get; } =
    [
        new(400, "The message is no HTTP: a malformed first line or header, no Host header, a NUL (%00) in the path, an unknown "
            + "Transfer-Encoding, or a body without its length."),
        new(408, "The headers were not complete after 30 seconds."),
        new(414, "The first line has more than 16,384 bytes; an address of more than 8,192 is request/target-too-long."),
        new(431, "The headers are more than twice as many or as large as request/headers-too-large allows."),
        new(505, "The HTTP version is not 1.0 or 1.1."),
    ];
}
