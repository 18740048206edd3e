using System.Buffers.Binary;
using LazAI.Cryptography.Fields;
using LazAI.Cryptography.R1cs;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>
/// Reads snarkjs's .zkey (snarkjs 0.7.6, src/zkey_utils.js and src/zkey_new.js). Coordinates are times 2^256, coefficients times 2^512. The
/// coefficients include the rows of the public wires; C is not in the file, since A z and B z give C z.
/// </summary>
internal static class ZkeyReader
{
    private const int ProtocolSection = 1;
    private const int HeaderSection = 2;
    private const int IcSection = 3;
    private const int CoefficientsSection = 4;
    private const int ASection = 5;
    private const int B1Section = 6;
    private const int B2Section = 7;
    private const int CSection = 8;
    private const int HSection = 9;

    private const uint Groth16Protocol = 1;
    private const int WordSize = PointWords.WordSize;
    private const int PrimesLength = 2 * (sizeof(uint) + WordSize);
    private const int CountsLength = 3 * sizeof(uint);
    private const int HeaderLength = PrimesLength + CountsLength + 3 * (PointWords.G1Size + PointWords.G2Size);
    private const int CoefficientLength = 3 * sizeof(uint) + WordSize;

    private static readonly Fp _fromRadix = Fp.Invert(PointWords.Radix<Fp>());
    private static readonly Fr _fromRadixSquared = Fr.Invert(Fr.Square(PointWords.Radix<Fr>()));

    /// <summary>Reads, and checks all but the points' places. Nothing is allocated for more than the file's own bytes hold.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ProvingKeyParts parts, out ProvingKeyRefusal refusal)
    {
        parts = null!;
        if (!SectionFile.TryRead(bytes, "zkey", version: 1, out var file, out refusal))
        {
            return false;
        }

        if (!file.TryGet(ProtocolSection, out var protocol) || !file.TryGet(HeaderSection, out var header)
            || !file.TryGet(CoefficientsSection, out var coefficients))
        {
            refusal = ProvingKeyRefusal.MissingSection;
            return false;
        }

        if (protocol.Length != sizeof(uint) || header.Length < PrimesLength)
        {
            refusal = ProvingKeyRefusal.WrongLength;
            return false;
        }

        if (Number(protocol, 0) != Groth16Protocol)
        {
            refusal = ProvingKeyRefusal.WrongProtocol;
            return false;
        }

        if (!IsPrime<Fp>(header) || !IsPrime<Fr>(header[(PrimesLength / 2)..]))
        {
            refusal = ProvingKeyRefusal.WrongCurve;
            return false;
        }

        if (header.Length != HeaderLength)
        {
            refusal = ProvingKeyRefusal.WrongLength;
            return false;
        }

        var (wires, signals, domainSize) = (Number(header, PrimesLength), Number(header, PrimesLength + 4), Number(header, PrimesLength + 8));
        if (!ProvingKey.AreInRange(wires, signals, domainSize, rows: signals + 1))
        {
            refusal = ProvingKeyRefusal.CountOutOfRange;
            return false;
        }

        header = header[(PrimesLength + CountsLength)..];
        if (!TryReadG1(ref header, out var alpha1) || !TryReadG1(ref header, out var beta1) || !TryReadG2(ref header, out var beta2)
            || !TryReadG2(ref header, out var gamma2) || !TryReadG1(ref header, out var delta1) || !TryReadG2(ref header, out var delta2))
        {
            refusal = ProvingKeyRefusal.CoordinateNotBelowModulus;
            return false;
        }

        var privateWires = wires - signals - 1;
        if (!TryReadG1(file, IcSection, signals + 1, out var ic, out refusal)
            || !TryReadG1(file, ASection, wires, out var a, out refusal)
            || !TryReadG1(file, B1Section, wires, out var b1, out refusal)
            || !TryReadG2(file, B2Section, wires, out var b2, out refusal)
            || !TryReadG1(file, CSection, privateWires, out var c, out refusal)
            || !TryReadG1(file, HSection, domainSize, out var h, out refusal)
            || !TryReadCoefficients(coefficients, wires, signals, domainSize, out var matrixA, out var matrixB, out refusal))
        {
            return false;
        }

        parts = new()
        {
            PublicSignals = (int)signals,
            MatrixA = matrixA,
            MatrixB = matrixB,
            Alpha1 = alpha1,
            Beta1 = beta1,
            Beta2 = beta2,
            Gamma2 = gamma2,
            Delta1 = delta1,
            Delta2 = delta2,
            Ic = ic,
            A = a,
            B1 = b1,
            B2 = b2,
            C = c,
            H = h,
        };
        return true;
    }

    /// <summary>Whether the field's size and modulus are written there.</summary>
    public static bool IsPrime<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged, IPrimeField<T>
    {
        Span<byte> modulus = stackalloc byte[WordSize];
        T.Modulus.TryWriteBytes(modulus, out _, isUnsigned: true);
        return Number(bytes, 0) == WordSize && bytes.Slice(sizeof(uint), WordSize).SequenceEqual(modulus);
    }

    private static uint Number(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static bool TryReadG1(ref ReadOnlySpan<byte> bytes, out G1Point point)
    {
        var read = PointWords.TryReadG1(bytes, in _fromRadix, out point);
        bytes = bytes[PointWords.G1Size..];
        return read;
    }

    private static bool TryReadG2(ref ReadOnlySpan<byte> bytes, out G2Point point)
    {
        var read = PointWords.TryReadG2(bytes, in _fromRadix, out point);
        bytes = bytes[PointWords.G2Size..];
        return read;
    }

    private static bool TryReadG1(SectionFile file, int number, uint count, out G1Point[] points, out ProvingKeyRefusal refusal)
    {
        points = [];
        if (!TryGet(file, number, PointWords.G1Size, count, out var content, out refusal))
        {
            return false;
        }

        points = new G1Point[count];
        foreach (ref var point in points.AsSpan())
        {
            if (!TryReadG1(ref content, out point))
            {
                refusal = ProvingKeyRefusal.CoordinateNotBelowModulus;
                return false;
            }
        }

        return true;
    }

    private static bool TryReadG2(SectionFile file, int number, uint count, out G2Point[] points, out ProvingKeyRefusal refusal)
    {
        points = [];
        if (!TryGet(file, number, PointWords.G2Size, count, out var content, out refusal))
        {
            return false;
        }

        points = new G2Point[count];
        foreach (ref var point in points.AsSpan())
        {
            if (!TryReadG2(ref content, out point))
            {
                refusal = ProvingKeyRefusal.CoordinateNotBelowModulus;
                return false;
            }
        }

        return true;
    }

    private static bool TryGet(SectionFile file, int number, int size, uint count, out ReadOnlySpan<byte> content, out ProvingKeyRefusal refusal)
    {
        refusal = !file.TryGet(number, out content) ? ProvingKeyRefusal.MissingSection
            : (ulong)content.Length != (ulong)size * count ? ProvingKeyRefusal.WrongLength
            : ProvingKeyRefusal.None;
        return refusal == ProvingKeyRefusal.None;
    }

    // How many, then of each: 0 for A or 1 for B, the row, the wire, the number.
    private static bool TryReadCoefficients(
        ReadOnlySpan<byte> bytes,
        uint wires,
        uint signals,
        uint domainSize,
        out SparseMatrix matrixA,
        out SparseMatrix matrixB,
        out ProvingKeyRefusal refusal)
    {
        (matrixA, matrixB) = (null!, null!);
        if (bytes.Length < sizeof(uint) || (ulong)bytes.Length != sizeof(uint) + CoefficientLength * (ulong)Number(bytes, 0))
        {
            refusal = ProvingKeyRefusal.WrongLength;
            return false;
        }

        MatrixBuilder[] builders = [new(), new()];
        for (bytes = bytes[sizeof(uint)..]; !bytes.IsEmpty; bytes = bytes[CoefficientLength..])
        {
            var (matrix, row, wire) = (Number(bytes, 0), Number(bytes, 4), Number(bytes, 8));
            if (matrix > 1 || row >= domainSize || wire >= wires)
            {
                refusal = ProvingKeyRefusal.CoefficientOutOfPlace;
                return false;
            }

            if (!PointWords.TryRead(bytes[12..], in _fromRadixSquared, out Fr value))
            {
                refusal = ProvingKeyRefusal.ScalarNotBelowOrder;
                return false;
            }

            builders[matrix].Add((int)row, (int)wire, in value);
        }

        Array.ForEach(builders, builder => builder.Sort());
        var rows = Math.Max(builders.Max(builder => builder.RowsMinimum), (int)signals + 1);
        (matrixA, matrixB) = (builders[0].ToMatrix(rows), builders[1].ToMatrix(rows));
        refusal = ProvingKeyRefusal.None;
        return true;
    }
}
