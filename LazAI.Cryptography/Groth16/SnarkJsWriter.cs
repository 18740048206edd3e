using System.Buffers;
using System.Text.Json;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.Tower>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Groth16;

/// <summary>Writes JSON as snarkjs does, down to its line breaks and indentation by one space.</summary>
internal static class SnarkJsWriter
{
    private static readonly JsonWriterOptions _options = new() { Indented = true, IndentSize = 1, NewLine = "\n" };

    public static byte[] Write(Action<Utf8JsonWriter> document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, _options))
        {
            document(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static void WriteG1(this Utf8JsonWriter json, in G1Point point)
    {
        json.WriteStartArray();
        json.WriteStringValue(DecimalNumber.Write(in point.X));
        json.WriteStringValue(point.IsInfinity ? "1" : DecimalNumber.Write(in point.Y));
        json.WriteStringValue(point.IsInfinity ? "0" : "1");
        json.WriteEndArray();
    }

    public static void WriteG2(this Utf8JsonWriter json, in G2Point point)
    {
        json.WriteStartArray();
        json.WritePair(in point.X);
        json.WritePair(point.IsInfinity ? Fp2.One : point.Y);
        json.WritePair(point.IsInfinity ? Fp2.Zero : Fp2.One);
        json.WriteEndArray();
    }

    /// <summary>
    /// A pairing's value as snarkjs has it: of the coordinates of 1, v and v^2 first those without w, then those with it, and the
    /// whole to the power 2x (6x^2 + 3x + 1), since its final exponentiation is for a multiple of the definition's exponent.
    /// </summary>
    public static void WritePairingValue(this Utf8JsonWriter json, in Fp12 value)
    {
        var power = FinalExponentiation.Multiple(in value);
        json.WriteStartArray();
        foreach (var six in (ReadOnlySpan<CubicExtension<Fp, Tower>>)[power.C0, power.C1])
        {
            json.WriteStartArray();
            json.WritePair(in six.C0);
            json.WritePair(in six.C1);
            json.WritePair(in six.C2);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WritePair(this Utf8JsonWriter json, in Fp2 value)
    {
        json.WriteStartArray();
        json.WriteStringValue(DecimalNumber.Write(in value.C0));
        json.WriteStringValue(DecimalNumber.Write(in value.C1));
        json.WriteEndArray();
    }
}
