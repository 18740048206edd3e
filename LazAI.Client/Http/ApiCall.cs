using System.Net.Http.Headers;

namespace LazAI.Client.Http;

/// <summary>One call of the service's interface.</summary>
/// <param name="Path">Relative to the service's root, for instance <c>v1/status</c>.</param>
/// <param name="Body">Null for none.</param>
internal sealed record ApiCall(HttpMethod Method, string Path, ReadOnlyMemory<byte>? Body = null)
{
    public const string JsonType = "application/json";

    public const string BytesType = "application/octet-stream";

    public string ContentType { get; init; } = JsonType;

    /// <summary>Makes a repetition of a POST harmless; 1 to 64 printable characters.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The call changes nothing the second time by its own content, as results with sequence numbers do.</summary>
    public bool IsIdempotentByContent { get; init; }

    /// <summary>Makes the credentials of each try, since they run out while tries go on.</summary>
    public Func<AuthenticationHeaderValue>? Authorization { get; init; }

    /// <summary>How long the service may hold the answer back on purpose.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Overrides the client's number of tries, for callers that have their own loop.</summary>
    public bool SingleAttempt { get; init; }

    public bool IsRepeatable =>
        !SingleAttempt && (Method != HttpMethod.Post || IdempotencyKey is not null || IsIdempotentByContent);

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, Path);
        if (Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
        }

        if (IdempotencyKey is not null)
        {
            message.Headers.Add("Idempotency-Key", IdempotencyKey);
        }

        message.Headers.Authorization = Authorization?.Invoke();
        return message;
    }
}
