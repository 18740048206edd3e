using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using LazAI.Cryptography.R1cs;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>snarkjs's .wtns, version 2: the prime, then a number below it of 32 little-endian bytes for each wire. Holds secrets.</summary>
public static class SnarkJsWitness
{
    private const int WordSize = PointWords.WordSize;
    private const int HeaderLength = sizeof(uint) + WordSize + sizeof(uint);

    /// <summary>Reads values of a circuit with so many public signals, which the file does not say.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> bytes, int publicSignals, [NotNullWhen(true)] out Witness? witness, out ProvingKeyRefusal refusal)
    {
        witness = null;
        if (!SectionFile.TryRead(bytes, "wtns", version: 2, out var file, out refusal))
        {
            return false;
        }

        if (!file.TryGet(1, out var header) || !file.TryGet(2, out var words))
        {
            refusal = ProvingKeyRefusal.MissingSection;
            return false;
        }

        refusal = header.Length != HeaderLength ? ProvingKeyRefusal.WrongLength
            : !ZkeyReader.IsPrime<Fr>(header) ? ProvingKeyRefusal.WrongCurve
            : (ulong)words.Length != WordSize * (ulong)BinaryPrimitives.ReadUInt32LittleEndian(header[(HeaderLength - sizeof(uint))..])
            ? ProvingKeyRefusal.WrongLength
            : publicSignals < 0 || publicSignals >= words.Length / WordSize || words.Length / WordSize > ProvingKey.WiresMaximum
            ? ProvingKeyRefusal.CountOutOfRange
            : ProvingKeyRefusal.None;
        if (refusal != ProvingKeyRefusal.None)
        {
            return false;
        }

        var values = new Fr[words.Length / WordSize];
        for (var i = 0; i < values.Length; i++)
        {
            if (!PointWords.TryRead(words[(WordSize * i)..], out values[i]))
            {
                refusal = ProvingKeyRefusal.ScalarNotBelowOrder;
                return false;
            }
        }

        if (!values[0].Equals(Fr.One))
        {
            refusal = ProvingKeyRefusal.NoLeadingOne;
            return false;
        }

        witness = new(values, publicSignals);
        return true;
    }

    /// <summary>The file that snarkjs proves from.</summary>
    public static byte[] Write(Witness witness)
    {
        ArgumentNullException.ThrowIfNull(witness);
        var count = new byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(count, witness.Values.Length);
        var words = new byte[WordSize * witness.Values.Length];
        for (var i = 0; i < witness.Values.Length; i++)
        {
            PointWords.Write(in witness.Values[i], words.AsSpan(WordSize * i));
        }

        return SectionFile.Write("wtns", version: 2, [(1, [.. ZkeyWriter.Prime<Fr>(), .. count]), (2, words)]);
    }
}
