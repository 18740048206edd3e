namespace LazAI.Client.Http;

/// <summary>Reads a body up to a limit, whatever length it announces.</summary>
internal static class LimitedBody
{
    private const int FirstBufferBytes = 16 * 1024;

    public static async Task<byte[]> ReadAsync(HttpContent content, long bytesMaximum, CancellationToken cancellationToken)
    {
        var announced = content.Headers.ContentLength;
        if (announced > bytesMaximum)
        {
            throw TooLarge(bytesMaximum);
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        if (announced is { } length)
        {
            var exact = new byte[length];
            await stream.ReadExactlyAsync(exact, cancellationToken);
            return exact;
        }

        var buffer = new byte[Math.Min(FirstBufferBytes, bytesMaximum + 1)];
        var filled = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            if (read == 0)
            {
                Array.Resize(ref buffer, filled);
                return buffer;
            }

            filled += read;
            if (filled > bytesMaximum)
            {
                throw TooLarge(bytesMaximum);
            }

            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, bytesMaximum + 1));
            }
        }
    }

    private static LazAIException TooLarge(long bytesMaximum) =>
        new(ClientErrors.ResponseTooLarge, $"The answer has more than the {bytesMaximum} bytes allowed.");
}
