using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace LazAI.Engines;

/// <summary>
/// What a classifier answers, and its one encoding: RFC 8785 JSON in UTF-8, <c>{"class":7,"logits":[-12,…]}</c>. The class is always
/// the index of the greatest logit, the lowest one where several are equal, so the bytes are a function of the logits.
/// </summary>
public sealed class ClassificationResult
{
    /// <summary>Longest encoding that is read: a result of <see cref="Int8MlpModel.WidthMaximum"/> logits fits.</summary>
    public const int EncodedLengthMaximum = 256 * 1024;

    private const int IntegerLengthMaximum = 11;

    private ClassificationResult(ImmutableArray<int> logits)
    {
        Logits = logits;
        Class = IndexOfGreatest(logits.AsSpan());
    }

    public int Class { get; }

    public ImmutableArray<int> Logits { get; }

    private static ReadOnlySpan<byte> BeforeClass => "{\"class\":"u8;

    private static ReadOnlySpan<byte> BeforeLogits => ",\"logits\":["u8;

    private static ReadOnlySpan<byte> AfterLogits => "]}"u8;

    /// <summary>Index of the greatest logit, the lowest one where several are equal.</summary>
    public static int IndexOfGreatest(ReadOnlySpan<int> logits)
    {
        var greatest = 0;
        for (var i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[greatest])
            {
                greatest = i;
            }
        }

        return greatest;
    }

    /// <summary>Bytes that are enough for the encoding of so many logits.</summary>
    public static int EncodedLengthBound(int logits) =>
        BeforeClass.Length + BeforeLogits.Length + AfterLogits.Length + ((logits + 1) * (IntegerLengthMaximum + 1));

    /// <summary>Writes the encoding of these logits and returns its length in bytes; allocates nothing.</summary>
    /// <exception cref="ArgumentException">No logits, or fewer than <see cref="EncodedLengthBound"/> bytes to write to.</exception>
    public static int Encode(ReadOnlySpan<int> logits, Span<byte> destination)
    {
        if (logits.IsEmpty || destination.Length < EncodedLengthBound(logits.Length))
        {
            throw new ArgumentException($"{destination.Length} bytes for the result of {logits.Length} logits.", nameof(destination));
        }

        var writer = destination;
        Write(BeforeClass, ref writer);
        Write(IndexOfGreatest(logits), ref writer);
        Write(BeforeLogits, ref writer);
        for (var i = 0; i < logits.Length; i++)
        {
            Write(i == 0 ? default : ","u8, ref writer);
            Write(logits[i], ref writer);
        }

        Write(AfterLogits, ref writer);
        return destination.Length - writer.Length;
    }

    /// <summary>Reads the one encoding; anything else, a class that the logits do not give included, is no result.</summary>
    public static bool TryParse(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out ClassificationResult? result)
    {
        result = null;
        var reader = encoded;
        if (encoded.Length > EncodedLengthMaximum
            || !Skip(BeforeClass, ref reader)
            || !TryRead(ref reader, out _)
            || !Skip(BeforeLogits, ref reader))
        {
            return false;
        }

        var logits = ImmutableArray.CreateBuilder<int>();
        do
        {
            if (!TryRead(ref reader, out var logit))
            {
                return false;
            }

            logits.Add(logit);
        }
        while (Skip(","u8, ref reader));

        var candidate = new ClassificationResult(logits.ToImmutable());
        if (!candidate.Encode().AsSpan().SequenceEqual(encoded))
        {
            return false;
        }

        result = candidate;
        return true;
    }

    /// <summary>The encoding of this result.</summary>
    public byte[] Encode()
    {
        var encoded = new byte[EncodedLengthBound(Logits.Length)];
        return encoded[..Encode(Logits.AsSpan(), encoded)];
    }

    private static void Write(ReadOnlySpan<byte> text, ref Span<byte> writer)
    {
        text.CopyTo(writer);
        writer = writer[text.Length..];
    }

    private static void Write(int number, ref Span<byte> writer)
    {
        Utf8Formatter.TryFormat(number, writer, out var written);
        writer = writer[written..];
    }

    private static bool Skip(ReadOnlySpan<byte> text, ref ReadOnlySpan<byte> reader)
    {
        if (!reader.StartsWith(text))
        {
            return false;
        }

        reader = reader[text.Length..];
        return true;
    }

    // Lenient where integers have several spellings; comparing with the re-encoded result leaves the canonical one.
    private static bool TryRead(ref ReadOnlySpan<byte> reader, out int number)
    {
        var read = Utf8Parser.TryParse(reader, out number, out var consumed);
        reader = reader[consumed..];
        return read;
    }
}
