using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs.Files;

/// <summary>Witnesses in iden3's binary format <c>.wtns</c>, version 2, as snarkjs reads and writes it. Such a file holds secrets.</summary>
public static class WitnessFile
{
    private const uint Version = 2;

    private static ReadOnlySpan<byte> Name => "wtns"u8;

    /// <summary>Reads a witness of a system: only one that satisfies it is taken.</summary>
    public static R1csFileRefusal Read(ReadOnlySpan<byte> file, ConstraintSystem system, out Witness? witness)
    {
        ArgumentNullException.ThrowIfNull(system);
        witness = null;
        if (ReadValues(file, out var values) is not R1csFileRefusal.None and var refusal)
        {
            return refusal;
        }

        if (values.Length != system.Wires)
        {
            return R1csFileRefusal.WrongNumberOfWires;
        }

        if (system.FindViolated(values) >= 0)
        {
            return R1csFileRefusal.NotSatisfied;
        }

        witness = new Witness(values, system.PublicSignals);
        return R1csFileRefusal.None;
    }

    /// <summary>Reads a witness of a system that is not at hand, only its key, say: whether it satisfies, proving will show.</summary>
    /// <param name="publicSignals">How many of its values behind the first are public, which the file does not say.</param>
    public static R1csFileRefusal Read(ReadOnlySpan<byte> file, int publicSignals, out Witness? witness)
    {
        witness = null;
        if (ReadValues(file, out var values) is not R1csFileRefusal.None and var refusal)
        {
            return refusal;
        }

        if (publicSignals < 0 || publicSignals >= values.Length)
        {
            return R1csFileRefusal.WrongNumberOfWires;
        }

        witness = new Witness(values, publicSignals);
        return R1csFileRefusal.None;
    }

    private static R1csFileRefusal ReadValues(ReadOnlySpan<byte> file, out Fr[] values)
    {
        values = [];
        Span<Range> sections = stackalloc Range[2];
        if (SectionReader.ReadSections(file, Name, Version, sections) is not R1csFileRefusal.None and var refusal)
        {
            return refusal;
        }

        var header = new SectionReader(file[sections[0]]);
        if (!header.IsScalarField())
        {
            return header.IsExhausted ? R1csFileRefusal.WrongLength : R1csFileRefusal.WrongField;
        }

        var count = header.UInt32();
        var reader = new SectionReader(file[sections[1]]);
        if (header.IsExhausted || header.Remaining > 0 || reader.Remaining != (long)count * Fr.Size)
        {
            return R1csFileRefusal.WrongLength;
        }

        if (count is 0 or > CircuitBuilder.SizeMaximum)
        {
            return count == 0 ? R1csFileRefusal.NotSatisfied : R1csFileRefusal.TooLarge;
        }

        values = new Fr[count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!reader.TryElement(out values[i]))
            {
                return R1csFileRefusal.NumberNotBelowOrder;
            }
        }

        return values[0].Equals(Fr.One) ? R1csFileRefusal.None : R1csFileRefusal.NotSatisfied;
    }

    /// <summary>The file of a witness.</summary>
    public static byte[] Write(Witness witness)
    {
        ArgumentNullException.ThrowIfNull(witness);
        using var writer = new SectionWriter(Name, Version, 2);
        writer.BeginSection(1);
        writer.ScalarField();
        writer.UInt32((uint)witness.Values.Length);
        writer.EndSection();
        writer.BeginSection(2);
        foreach (ref readonly var value in witness.Values)
        {
            writer.Element(in value);
        }

        writer.EndSection();
        return writer.ToArray();
    }
}
