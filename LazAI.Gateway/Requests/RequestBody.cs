using System.Buffers;
using System.Text.Json;
using LazAI.Gateway.Problems;
using LazAI.Protocol.Encoding;
using Microsoft.AspNetCore.Http.Features;

namespace LazAI.Gateway.Requests;

/// <summary>Reads a request's JSON body strictly, and says exactly what is wrong with one that does not fit.</summary>
internal static class RequestBody
{
    private const int UnreceivedBytesMaximum = 256 * 1024;

    private static readonly JsonSerializerOptions s_lenient = new(CanonicalJson.Options)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip,
    };

    /// <exception cref="RequestRefusedException">Media type, size, syntax, an unknown member or a value is wrong.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, long bytesMaximum)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new RequestRefusedException(GatewayErrors.UnsupportedMediaType, "The body is application/json.");
        }

        var (buffer, length) = await ReadBytesAsync(context, bytesMaximum);
        try
        {
            return Parse<T>(buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The whole body in a rented array, which the caller returns.</summary>
    public static async Task<(byte[] Buffer, int Length)> ReadBytesAsync(HttpContext context, long bytesMaximum)
    {
        // The limit is ours, not the server's: the server takes in the rest of a refused body for a few seconds, so that a
        // caller who is still sending gets to read the refusal.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        if (context.Request.ContentLength > bytesMaximum)
        {
            throw TooLarge(bytesMaximum);
        }

        // What is announced and never sent must not cost its size.
        var expected = Math.Min(context.Request.ContentLength + 1 ?? 16 * 1024, UnreceivedBytesMaximum);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(expected, bytesMaximum + 1));
        var length = 0;
        try
        {
            while (true)
            {
                var read = await context.Request.Body.ReadAsync(buffer.AsMemory(length), context.RequestAborted);
                if (read == 0)
                {
                    return (buffer, length);
                }

                length += read;
                if (length > bytesMaximum)
                {
                    throw TooLarge(bytesMaximum);
                }

                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(buffer.Length * 2L, bytesMaximum + 1));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    private static T Parse<T>(ReadOnlySpan<byte> json)
        where T : class
    {
        try
        {
            return CanonicalJson.Deserialize<T>(json);
        }
        catch (JsonException exception)
        {
            var code = Explain<T>(json, exception);
            var missing = code == GatewayErrors.InvalidValue ? MissingMembers.Find(typeof(T), json, exception.Path ?? "$") : [];
            throw new RequestRefusedException(
                code, missing is [] ? Describe(exception) : $"At {exception.Path ?? "$"} the body lacks {string.Join(", ", missing)}.");
        }
    }

    /// <summary>Which of the four faults it is; asked only once a body has failed, so it may cost a second reading.</summary>
    private static Protocol.ErrorCode Explain<T>(ReadOnlySpan<byte> json, JsonException exception)
        where T : class
    {
        if (exception is InvalidAmountException)
        {
            return GatewayErrors.InvalidAmount;
        }

        if (!IsWellFormed(json))
        {
            return GatewayErrors.MalformedJson;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(json, s_lenient) is null ? GatewayErrors.InvalidValue : GatewayErrors.UnknownMember;
        }
        catch (JsonException)
        {
            return GatewayErrors.InvalidValue;
        }
    }

    private static bool IsWellFormed(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 16 });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Where and what; the serialiser's own messages name .NET types, which are no business of a caller.</summary>
    private static string Describe(JsonException exception)
    {
        var message = exception.Message;
        var cut = message.IndexOf(" Path:", StringComparison.Ordinal);
        message = cut > 0 ? message[..cut] : message;
        return message.Contains("LazAI.", StringComparison.Ordinal) || message.Contains("System.", StringComparison.Ordinal)
            ? $"The body does not fit at {exception.Path ?? "$"}."
            : $"{message} At {exception.Path ?? "$"}.";
    }

    private static RequestRefusedException TooLarge(long bytesMaximum) =>
        new(GatewayErrors.BodyTooLarge, $"The body has at most {bytesMaximum} bytes.");
}
