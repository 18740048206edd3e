using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using LazAI.Cryptography;
using LazAI.Engines.Traces;

namespace LazAI.Engines.FraudProofs;

/// <summary>The one encoding of a fraud proof, which README.md beside this file lays out.</summary>
public static class FraudProofEncoding
{
    /// <summary>Longest encoding that is read.</summary>
    public const int EncodedLengthMaximum = 192 * 1024;

    /// <summary>Siblings of neighbouring leaves: at most two a level, of trees that have no more levels than an index has bits.</summary>
    public const int SiblingsMaximum = 64;

    private const ushort FormatVersion = 1;
    private const byte WrongStepKind = 1;
    private const byte WrongInitialStateKind = 2;
    private const byte WrongResultKind = 3;

    private static ReadOnlySpan<byte> Magic => "LAZFRAUD"u8;

    /// <summary>The bytes that <see cref="TryParse"/> reads.</summary>
    /// <exception cref="ArgumentException">The proof is longer than what is read.</exception>
    public static byte[] Encode(FraudProof proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        var writer = new MemoryStream();
        writer.Write(Magic);
        Write(writer, FormatVersion, sizeof(ushort));
        Write(writer, proof switch
        {
            FraudProof.WrongStep => WrongStepKind,
            FraudProof.WrongInitialState => WrongInitialStateKind,
            _ => WrongResultKind,
        }, sizeof(byte));

        var step = proof.Step.Step;
        Write(writer, step.Index, sizeof(uint));
        Write(writer, [step.Operation, step.StateBefore, step.StateAfter]);
        WriteSiblings(writer, proof.Step.Siblings);
        Write(writer, proof.Header);
        switch (proof)
        {
            case FraudProof.WrongStep wrong:
                Write(writer, wrong.Reads);
                WriteSiblings(writer, wrong.TileSiblings);
                Write(writer, wrong.Weights);
                break;
            case FraudProof.WrongInitialState wrong:
                WriteBytes(writer, wrong.Input);
                break;
            case FraudProof.WrongResult wrong:
                Write(writer, wrong.Tiles);
                break;
        }

        return writer.Length <= EncodedLengthMaximum
            ? writer.ToArray()
            : throw new ArgumentException($"A proof of {writer.Length} bytes is longer than {EncodedLengthMaximum}.", nameof(proof));
    }

    /// <summary>Reads the one encoding; never throws, and allocates no more than the bytes hold.</summary>
    public static bool TryParse(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out FraudProof? proof)
    {
        proof = null;
        if (encoded.Length > EncodedLengthMaximum || !encoded.StartsWith(Magic))
        {
            return false;
        }

        var reader = new Reader(encoded[Magic.Length..]);
        var version = reader.Number(sizeof(ushort));
        var kind = reader.Number(sizeof(byte));
        var index = reader.Number(sizeof(uint));
        var hashes = reader.Hashes(3);
        var step = new ProvenStep(
            hashes.Length == 3 ? new TraceStep(index, hashes[0], hashes[1], hashes[2]) : default, reader.Siblings());
        var header = reader.Proven();
        FraudProof? read = kind switch
        {
            WrongStepKind => new FraudProof.WrongStep(step, header, reader.Proven(), reader.Siblings(), reader.Proven()),
            WrongInitialStateKind => new FraudProof.WrongInitialState(step, header, reader.Bytes()),
            WrongResultKind => new FraudProof.WrongResult(step, header, reader.Proven()),
            _ => null,
        };
        proof = version == FormatVersion && reader.IsComplete ? read : null;
        return proof is not null;
    }

    private static void Write(MemoryStream writer, uint number, int size)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        writer.Write(bytes[..size]);
    }

    private static void Write(MemoryStream writer, ReadOnlySpan<Bytes32> hashes) => writer.Write(MemoryMarshal.AsBytes(hashes));

    private static void Write(MemoryStream writer, ProvenBytes proven)
    {
        WriteBytes(writer, proven.Bytes);
        WriteSiblings(writer, proven.Siblings);
    }

    private static void WriteBytes(MemoryStream writer, ImmutableArray<byte> bytes)
    {
        Write(writer, (uint)bytes.Length, sizeof(uint));
        writer.Write(bytes.AsSpan());
    }

    private static void WriteSiblings(MemoryStream writer, ImmutableArray<Bytes32> siblings)
    {
        if (siblings.Length > SiblingsMaximum)
        {
            throw new ArgumentException($"{siblings.Length} siblings are more than {SiblingsMaximum}.", nameof(siblings));
        }

        Write(writer, (uint)siblings.Length, sizeof(byte));
        Write(writer, siblings.AsSpan());
    }

    /// <summary>Reads field after field. What is missing or too long reads as nothing, and then the whole is not complete.</summary>
    private ref struct Reader(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;
        private bool _failed;

        /// <summary>Whether every field was there and nothing follows.</summary>
        public readonly bool IsComplete => !_failed && _rest.IsEmpty;

        public uint Number(int size)
        {
            Span<byte> number = stackalloc byte[sizeof(uint)];
            number.Clear();
            Take(size).CopyTo(number);
            return BinaryPrimitives.ReadUInt32LittleEndian(number);
        }

        public ImmutableArray<byte> Bytes() => [.. Take(Number(sizeof(uint)))];

        public ImmutableArray<Bytes32> Hashes(uint count) => [.. MemoryMarshal.Cast<byte, Bytes32>(Take(count * (long)Bytes32.Size))];

        public ImmutableArray<Bytes32> Siblings()
        {
            var count = Number(sizeof(byte));
            _failed |= count > SiblingsMaximum;
            return Hashes(count);
        }

        public ProvenBytes Proven() => new(Bytes(), Siblings());

        private ReadOnlySpan<byte> Take(long length)
        {
            _failed |= length > _rest.Length;
            if (_failed)
            {
                return default;
            }

            var taken = _rest[..(int)length];
            _rest = _rest[(int)length..];
            return taken;
        }
    }
}
