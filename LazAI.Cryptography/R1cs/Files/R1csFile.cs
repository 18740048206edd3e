using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.R1cs.Files;

/// <summary>
/// Constraint systems in iden3's binary format <c>.r1cs</c>, version 1, as circom writes and snarkjs reads it. Reading needs memory in
/// proportion to the file's length, whatever the file says.
/// </summary>
public static class R1csFile
{
    private const uint Version = 1;

    // A combination without terms has its count alone.
    private const int ConstraintSizeMinimum = 3 * sizeof(uint);
    private const int TermSize = sizeof(uint) + 32;

    private static ReadOnlySpan<byte> Name => "r1cs"u8;

    /// <summary>Reads a file. Labels of wires are not kept, and custom gates are refused.</summary>
    public static R1csFileRefusal Read(ReadOnlySpan<byte> file, out ConstraintSystem? system)
    {
        system = null;
        Span<Range> sections = stackalloc Range[3];
        if (SectionReader.ReadSections(file, Name, Version, sections) is not R1csFileRefusal.None and var refusal)
        {
            return refusal;
        }

        var header = new SectionReader(file[sections[0]]);
        if (!header.IsScalarField())
        {
            return header.IsExhausted ? R1csFileRefusal.WrongLength : R1csFileRefusal.WrongField;
        }

        var (wires, outputs, publicInputs, privateInputs) = (header.UInt32(), header.UInt32(), header.UInt32(), header.UInt32());
        _ = header.UInt64();
        var count = header.UInt32();
        if (header.IsExhausted || header.Remaining > 0)
        {
            return R1csFileRefusal.WrongLength;
        }

        if (wires > CircuitBuilder.SizeMaximum || count > CircuitBuilder.SizeMaximum)
        {
            return R1csFileRefusal.TooLarge;
        }

        if (1UL + outputs + publicInputs + privateInputs > wires)
        {
            return R1csFileRefusal.TooFewWires;
        }

        var constraints = file[sections[1]];
        var labels = file[sections[2]];
        if (labels.Length != wires * (long)sizeof(ulong) || constraints.Length < count * (long)ConstraintSizeMinimum)
        {
            return R1csFileRefusal.WrongLength;
        }

        SparseMatrixBuilder[] matrices = [new(), new(), new()];
        var reader = new SectionReader(constraints);
        for (var i = 0; i < 3 * count; i++)
        {
            if (ReadRow(ref reader, (int)wires, matrices[i % 3]) is not R1csFileRefusal.None and var rowRefusal)
            {
                return rowRefusal;
            }
        }

        if (reader.Remaining > 0)
        {
            return R1csFileRefusal.WrongLength;
        }

        system = new ConstraintSystem(
            (int)wires, (int)(outputs + publicInputs), matrices[0].ToMatrix(), matrices[1].ToMatrix(), matrices[2].ToMatrix())
        {
            PublicOutputs = (int)outputs,
            PrivateInputs = (int)privateInputs,
        };
        return R1csFileRefusal.None;
    }

    /// <summary>The file of a system: wires get their own numbers as labels.</summary>
    public static byte[] Write(ConstraintSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        using var writer = new SectionWriter(Name, Version, 3);
        writer.BeginSection(1);
        writer.ScalarField();
        writer.UInt32((uint)system.Wires);
        writer.UInt32((uint)system.PublicOutputs);
        writer.UInt32((uint)(system.PublicSignals - system.PublicOutputs));
        writer.UInt32((uint)system.PrivateInputs);
        writer.UInt64((ulong)system.Wires);
        writer.UInt32((uint)system.Constraints);
        writer.EndSection();
        writer.BeginSection(2);
        for (var row = 0; row < system.Constraints; row++)
        {
            WriteRow(writer, system.A, row);
            WriteRow(writer, system.B, row);
            WriteRow(writer, system.C, row);
        }

        writer.EndSection();
        writer.BeginSection(3);
        for (var wire = 0; wire < system.Wires; wire++)
        {
            writer.UInt64((ulong)wire);
        }

        writer.EndSection();
        return writer.ToArray();
    }

    private static R1csFileRefusal ReadRow(ref SectionReader reader, int wires, SparseMatrixBuilder matrix)
    {
        var count = reader.UInt32();
        if (reader.IsExhausted || count > reader.Remaining / TermSize)
        {
            return R1csFileRefusal.WrongLength;
        }

        var (columns, coefficients) = (new List<int>((int)count), new List<Fr>((int)count));
        for (var i = 0; i < count; i++)
        {
            var wire = reader.UInt32();
            if (wire >= wires)
            {
                return R1csFileRefusal.WireOutOfRange;
            }

            if (!reader.TryElement(out var coefficient))
            {
                return R1csFileRefusal.NumberNotBelowOrder;
            }

            if (!coefficient.IsZero)
            {
                columns.Add((int)wire);
                coefficients.Add(coefficient);
            }
        }

        if (columns.Distinct().Count() < columns.Count)
        {
            return R1csFileRefusal.WireTwice;
        }

        matrix.AddRow([.. columns], [.. coefficients]);
        return R1csFileRefusal.None;
    }

    private static void WriteRow(SectionWriter writer, SparseMatrix matrix, int row)
    {
        writer.UInt32((uint)(matrix.RowStarts[row + 1] - matrix.RowStarts[row]));
        for (var entry = matrix.RowStarts[row]; entry < matrix.RowStarts[row + 1]; entry++)
        {
            writer.UInt32((uint)matrix.Columns[entry]);
            writer.Element(matrix.Coefficients[entry]);
        }
    }
}
