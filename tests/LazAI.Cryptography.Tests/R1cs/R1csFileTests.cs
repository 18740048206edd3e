using System.Buffers.Binary;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.R1cs;
using LazAI.Cryptography.R1cs.Files;
using LazAI.Cryptography.R1cs.Gadgets;
using LazAI.Testing;
using LazAI.Testing.Vectors;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.R1cs;

public class R1csFileTests(ITestOutputHelper output)
{
    private const string Family = "crypto/groth16";

    // Where the header's numbers stand in a file that begins with the header's section: name, version, count, type, length, size, modulus.
    private const int HeaderNumbers = 12 + 12 + 4 + 32;

    private static readonly CompiledCircuit<Bn254Scalar[]> _circuit = TestCircuit.Compile(2, (builder, wires) =>
    [
        EqualityGadget.IsEqual(builder, wires[0], wires[1]),
        ComparisonGadget.IsLess(builder, wires[0], wires[1], 4),
    ]);

    [Fact]
    public void Files_WrittenAndRead_AreTheSame()
    {
        var bytes = R1csFile.Write(_circuit.System);
        Assert.Equal(R1csFileRefusal.None, R1csFile.Read(bytes, out var system));
        Assert.Equal(
            (_circuit.System.Wires, _circuit.System.PublicSignals, _circuit.System.PublicOutputs, _circuit.System.PrivateInputs, _circuit.System.Constraints),
            (system!.Wires, system.PublicSignals, system.PublicOutputs, system.PrivateInputs, system.Constraints));
        foreach (var (expected, actual) in ((SparseMatrix, SparseMatrix)[])[(_circuit.System.A, system.A), (_circuit.System.B, system.B), (_circuit.System.C, system.C)])
        {
            Assert.Equal(expected.RowStarts.AsEnumerable(), actual.RowStarts);
            Assert.Equal(expected.Columns.AsEnumerable(), actual.Columns);
            Assert.Equal(expected.Coefficients.AsEnumerable(), actual.Coefficients);
        }

        Assert.Equal(bytes, R1csFile.Write(system));
        var witness = _circuit.Satisfy([new(3), new(4)]);
        var witnessBytes = WitnessFile.Write(witness);
        Assert.Equal(R1csFileRefusal.None, WitnessFile.Read(witnessBytes, system, out var same));
        Assert.Equal<Bn254Scalar>([new(0), new(1)], same!.PublicSignals);
        Assert.Equal(witnessBytes, WitnessFile.Write(same));
    }

    [VectorFact(Family, "multiplier.r1cs")]
    public void Read_FilesOfCircomAndSnarkJs_FitEachOther()
    {
        var files = new VectorFile(Family, "multiplier.r1cs", 1);
        Assert.Equal(R1csFileRefusal.None, R1csFile.Read(files.ReadBytes(), out var system));
        Assert.Equal((6, 1, 1, 4, 3), (system!.Wires, system.PublicSignals, system.PublicOutputs, system.PrivateInputs, system.Constraints));
        Assert.Equal(R1csFileRefusal.None, WitnessFile.Read((files with { Name = "multiplier_valid_0.wtns" }).ReadBytes(), system, out var witness));

        // c = a b; that neither is 1 is shown by the inverses, which circom counts among the inputs.
        Assert.Equal(witness!.PublicSignals[0], new Bn254Scalar(witness.Values[2]) * new Bn254Scalar(witness.Values[3]));
        Assert.Empty(UnconstrainedVariableChecker.Check(system, witness));
        Assert.Equal(R1csFileRefusal.None, R1csFile.Read(R1csFile.Write(system), out var again));
        Assert.Equal(-1, again!.FindViolated(witness.Values));
    }

    [Fact]
    public void Read_EveryTruncation_IsRefused()
    {
        var bytes = R1csFile.Write(_circuit.System);
        var witness = WitnessFile.Write(_circuit.Satisfy([new(3), new(4)]));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.NotEqual(R1csFileRefusal.None, R1csFile.Read(bytes.AsSpan(0, length), out var system));
            Assert.Null(system);
        }

        for (var length = 0; length < witness.Length; length++)
        {
            Assert.NotEqual(R1csFileRefusal.None, WitnessFile.Read(witness.AsSpan(0, length), _circuit.System, out var none));
            Assert.Null(none);
        }

        Assert.Equal(R1csFileRefusal.WrongLength, R1csFile.Read([.. bytes, 0], out _));
        Assert.Equal(R1csFileRefusal.WrongLength, WitnessFile.Read([.. witness, 0], _circuit.System, out _));
    }

    [Fact]
    public void Read_BytesChangedAtRandom_NeverThrowsNorAllocatesMuch()
    {
        var random = TestSeed.Create(output);
        var bytes = R1csFile.Write(_circuit.System);
        var witness = WitnessFile.Write(_circuit.Satisfy([new(3), new(4)]));
        byte[] values = [0, 1, 2, 0x7f, 0x80, 0xff];
        foreach (var original in (byte[][])[bytes, witness])
        {
            for (var position = 0; position < original.Length; position++)
            {
                var changed = original.ToArray();
                changed[position] = values[random.Next(values.Length)];
                if (random.Next(3) == 0)
                {
                    changed[random.Next(changed.Length)] ^= (byte)random.Next(1, 256);
                }

                var before = GC.GetAllocatedBytesForCurrentThread();
                R1csFile.Read(changed, out _);
                WitnessFile.Read(changed, _circuit.System, out _);
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40L * original.Length + 20_000);
            }
        }
    }

    [Fact]
    public void Read_OneThingWrong_IsRefusedByName()
    {
        var good = R1csFile.Write(_circuit.System);
        R1csFileRefusal With(int offset, uint value)
        {
            var bytes = good.ToArray();
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);
            return R1csFile.Read(bytes, out _);
        }

        // Behind the header, the constraints' section begins with its type and length; then the first row: its count, a wire, a number.
        var rows = HeaderNumbers + 28 + 12;
        Assert.Equal(R1csFileRefusal.None, With(rows, BinaryPrimitives.ReadUInt32LittleEndian(good.AsSpan(rows))));
        (R1csFileRefusal Expected, int Offset, uint Value)[] cases =
        [
            (R1csFileRefusal.WrongFormat, 0, 0),
            (R1csFileRefusal.WrongVersion, 4, 2),
            (R1csFileRefusal.WrongLength, 8, 4),
            (R1csFileRefusal.WrongLength, 8, uint.MaxValue),
            (R1csFileRefusal.WrongLength, 8, 2),
            (R1csFileRefusal.WrongLength, 16, uint.MaxValue),
            (R1csFileRefusal.WrongLength, 20, uint.MaxValue),
            (R1csFileRefusal.UnexpectedSection, 12, 4),
            (R1csFileRefusal.UnexpectedSection, 12, 0),
            (R1csFileRefusal.UnexpectedSection, HeaderNumbers + 28, 1),
            (R1csFileRefusal.WrongField, 24, 48),
            (R1csFileRefusal.WrongField, 28, 1),
            (R1csFileRefusal.TooLarge, HeaderNumbers, uint.MaxValue),
            (R1csFileRefusal.TooLarge, HeaderNumbers + 24, uint.MaxValue),
            (R1csFileRefusal.TooFewWires, HeaderNumbers + 4, uint.MaxValue),
            (R1csFileRefusal.WrongLength, HeaderNumbers, CircuitBuilder.SizeMaximum),
            (R1csFileRefusal.WrongLength, HeaderNumbers + 24, CircuitBuilder.SizeMaximum),
            (R1csFileRefusal.WrongLength, HeaderNumbers + 24, 1),
            (R1csFileRefusal.WrongLength, rows, uint.MaxValue),
            (R1csFileRefusal.WireOutOfRange, rows + 4, uint.MaxValue),
            (R1csFileRefusal.NumberNotBelowOrder, rows + 8 + 28, uint.MaxValue),
        ];
        Assert.All(cases, one => Assert.Equal((one, one.Expected), (one, With(one.Offset, one.Value))));
        Assert.Equal(R1csFileRefusal.WrongFormat, R1csFile.Read([], out _));
        Assert.Equal(R1csFileRefusal.MissingSection, R1csFile.Read([.. "r1cs"u8, 1, 0, 0, 0, 0, 0, 0, 0], out _));

        // The first combination has two terms; both are given one wire.
        Assert.Equal(2u, BinaryPrimitives.ReadUInt32LittleEndian(good.AsSpan(rows)));
        Assert.Equal(R1csFileRefusal.WireTwice, With(rows + 4 + 36, BinaryPrimitives.ReadUInt32LittleEndian(good.AsSpan(rows + 4))));
    }

    [Fact]
    public void Read_WitnessOfOthers_IsRefusedByName()
    {
        var witness = _circuit.Satisfy([new(3), new(4)]);
        Assert.Equal(
            R1csFileRefusal.WrongNumberOfWires,
            WitnessFile.Read(WitnessFile.Write(new Witness(witness.Values[..^1].ToArray(), 2)), _circuit.System, out _));
        foreach (var wire in (int[])[0, 1])
        {
            var values = witness.Values.ToArray();
            values[wire] = new Bn254Scalar(7).Element;
            Assert.Equal(R1csFileRefusal.NotSatisfied, WitnessFile.Read(WitnessFile.Write(new Witness(values, 2)), _circuit.System, out _));
        }
    }
}
