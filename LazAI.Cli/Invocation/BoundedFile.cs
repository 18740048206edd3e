namespace LazAI.Cli.Invocation;

/// <summary>Reads files that others have made: whole, and never more of them than asked for.</summary>
internal static class BoundedFile
{
    /// <summary>The bytes of a file of at most so many; a longer one, or a device that never ends, is a message for the user.</summary>
    public static async Task<byte[]> ReadAsync(FileInfo file, long bytesMaximum, CancellationToken cancellationToken)
    {
        await using var stream = file.OpenRead();
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (bytes.Length + read > bytesMaximum)
            {
                throw new CommandFailedException($"{file.Name} has more than {bytesMaximum} bytes.", "Is it the right file?");
            }

            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }
}
