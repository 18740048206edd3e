using System.Text.Json;
using LazAI.Cryptography.Bn254;

namespace LazAI.Cryptography.Groth16;

/// <summary>snarkjs's public.json: the outputs of a circuit's main component, then its public inputs, each a number below r.</summary>
public static class PublicSignals
{
    /// <summary>Bytes of JSON: the most signals with room for indentation.</summary>
    public const int JsonLengthMaximum = 128 * VerificationKey.SignalsMaximum;

    /// <summary>Reads an array of decimal strings.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8Json, out Bn254Scalar[] signals, out Groth16Refusal refusal)
    {
        signals = [];
        if (utf8Json.Length > JsonLengthMaximum)
        {
            refusal = Groth16Refusal.TooLong;
            return false;
        }

        var reader = new SnarkJsReader(utf8Json);
        try
        {
            var read = new List<Bn254Scalar>();
            if (reader.TryReadSignals(VerificationKey.SignalsMaximum, read) && reader.TryReadEnd())
            {
                signals = [.. read];
            }

            refusal = reader.Refusal;
            return refusal == Groth16Refusal.None;
        }
        catch (JsonException)
        {
            refusal = Groth16Refusal.MalformedJson;
            return false;
        }
    }

    /// <summary>snarkjs's public.json.</summary>
    public static byte[] ToJson(IEnumerable<Bn254Scalar> signals) => SnarkJsWriter.Write(json =>
    {
        json.WriteStartArray();
        foreach (var signal in signals)
        {
            json.WriteStringValue(signal.ToString());
        }

        json.WriteEndArray();
    });
}
