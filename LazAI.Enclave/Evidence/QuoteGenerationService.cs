using System.Buffers.Binary;

namespace LazAI.Enclave.Evidence;

/// <summary>
/// Intel's quote generation service on the host, asked by its messages of version 1 (<c>qgs_msg_lib</c> of Intel's DCAP): a header of 16
/// bytes, then sizes and contents, all little-endian, after a big-endian length.
/// </summary>
/// <param name="connect">Opens a connection, which is closed after the answer.</param>
public sealed class QuoteGenerationService(Func<CancellationToken, Task<Stream>> connect) : ITdQuotingService
{
    internal const int HeaderLength = 16;
    internal const uint QuoteRequest = 0;
    internal const uint QuoteResponse = 1;

    private const int MessageLengthMaximum = 128 * 1024;

    public async Task<byte[]> QuoteAsync(ReadOnlyMemory<byte> tdReport, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await connect(cancellationToken);
            await connection.WriteAsync(Request(tdReport.Span), cancellationToken);
            var length = new byte[sizeof(uint)];
            await connection.ReadExactlyAsync(length, cancellationToken);
            var announced = BinaryPrimitives.ReadUInt32BigEndian(length);
            if (announced is < HeaderLength + 8 or > MessageLengthMaximum)
            {
                throw new EvidenceSourceException($"The quote generation service announced an answer of {announced} bytes.");
            }

            var message = new byte[announced];
            await connection.ReadExactlyAsync(message, cancellationToken);
            return ReadQuote(message);
        }
        catch (IOException exception)
        {
            throw new EvidenceSourceException($"The quote generation service of the host did not answer: {exception.Message}", exception);
        }
    }

    private static byte[] Request(ReadOnlySpan<byte> tdReport)
    {
        var message = new byte[sizeof(uint) + HeaderLength + 8 + tdReport.Length];
        var body = message.AsSpan(sizeof(uint));
        BinaryPrimitives.WriteInt32BigEndian(message, body.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(body, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], QuoteRequest);
        BinaryPrimitives.WriteInt32LittleEndian(body[8..], body.Length);
        BinaryPrimitives.WriteInt32LittleEndian(body[HeaderLength..], tdReport.Length);

        // The list of attestation keys to choose from stays empty: its size at offset 20 is 0.
        tdReport.CopyTo(body[(HeaderLength + 8)..]);
        return message;
    }

    private static byte[] ReadQuote(ReadOnlySpan<byte> message)
    {
        var (type, error) = (BinaryPrimitives.ReadUInt32LittleEndian(message[4..]), BinaryPrimitives.ReadUInt32LittleEndian(message[12..]));
        if (BinaryPrimitives.ReadUInt16LittleEndian(message) != 1 || type != QuoteResponse || error != 0)
        {
            throw new EvidenceSourceException($"The quote generation service answered with type {type} and error {error:x8}.");
        }

        var keySize = BinaryPrimitives.ReadUInt32LittleEndian(message[HeaderLength..]);
        var quoteSize = BinaryPrimitives.ReadUInt32LittleEndian(message[(HeaderLength + 4)..]);
        var contents = message[(HeaderLength + 8)..];
        return (ulong)keySize + quoteSize <= (ulong)contents.Length && quoteSize > 0
            ? contents.Slice((int)keySize, (int)quoteSize).ToArray()
            : throw new EvidenceSourceException($"The quote generation service announced a quote of {quoteSize} bytes, which are not there.");
    }
}
