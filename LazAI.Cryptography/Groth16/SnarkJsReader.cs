using System.Text.Json;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Fields;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Groth16;

/// <summary>Reads snarkjs's JSON token by token and stops at the first thing that is not as it must be.</summary>
/// <remarks>Malformed JSON comes as <see cref="JsonException"/> out of any method: the documents' parsers turn it into a refusal.</remarks>
internal ref struct SnarkJsReader(ReadOnlySpan<byte> utf8Json)
{
    private Utf8JsonReader _json = new(utf8Json);

    public Groth16Refusal Refusal { get; private set; }

    public bool Refuse(Groth16Refusal refusal)
    {
        Refusal = refusal;
        return false;
    }

    public bool TryReadStartOfObject() => Take(JsonTokenType.StartObject);

    /// <summary>The next member's place in the list of names; -1 at the end of the object.</summary>
    /// <param name="names">The members that are known.</param>
    /// <param name="seen">A bit for each that was read so far.</param>
    /// <param name="member">The place.</param>
    public bool TryReadMember(ReadOnlySpan<string> names, ref uint seen, out int member)
    {
        member = -1;
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            return true;
        }

        for (var i = 0; i < names.Length; i++)
        {
            if (IsText(names[i]) && (seen & 1U << i) == 0)
            {
                seen |= 1U << i;
                member = i;
                return true;
            }
        }

        return Refuse(Groth16Refusal.UnexpectedMember);
    }

    /// <summary>A text that must be this one.</summary>
    public bool TryReadText(string expected, Groth16Refusal refusal) =>
        Take(JsonTokenType.String) && (IsText(expected) || Refuse(refusal));

    public bool TryReadCount(int maximum, out int count)
    {
        count = 0;
        return Take(JsonTokenType.Number)
            && (DecimalNumber.IsCanonical(_json.ValueSpan) || Refuse(Groth16Refusal.MalformedNumber))
            && (_json.TryGetInt32(out count) && count <= maximum || Refuse(Groth16Refusal.TooManySignals));
    }

    /// <summary>A value of whatever form, which is not looked at.</summary>
    public bool TrySkip()
    {
        _json.Read();
        _json.Skip();
        return true;
    }

    public bool TryReadSignals(int maximum, List<Bn254Scalar> signals)
    {
        if (!Take(JsonTokenType.StartArray))
        {
            return false;
        }

        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (!TryGetNumber<Fr>(Groth16Refusal.SignalNotBelowOrder, out var signal))
            {
                return false;
            }

            if (signals.Count == maximum)
            {
                return Refuse(Groth16Refusal.TooManySignals);
            }

            signals.Add(new(in signal));
        }

        return true;
    }

    public bool TryReadPoints(int maximum, List<G1Point> points)
    {
        if (!Take(JsonTokenType.StartArray))
        {
            return false;
        }

        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (points.Count == maximum)
            {
                return Refuse(Groth16Refusal.TooManySignals);
            }

            if (!TryGetG1(out var point))
            {
                return false;
            }

            points.Add(point);
        }

        return true;
    }

    public bool TryReadG1(out G1Point point)
    {
        _json.Read();
        return TryGetG1(out point);
    }

    /// <summary>A point of the subgroup, or infinity.</summary>
    public bool TryReadG2(out G2Point point)
    {
        point = default;
        if (!Take(JsonTokenType.StartArray)
            || !TryReadPair(out var x) || !TryReadPair(out var y) || !TryReadPair(out var z)
            || !Take(JsonTokenType.EndArray))
        {
            return false;
        }

        if (z.IsZero && x.IsZero && y.Equals(Fp2.One))
        {
            return true;
        }

        if (!z.Equals(Fp2.One))
        {
            return Refuse(Groth16Refusal.NotAffine);
        }

        point = new(x, y);
        return point.IsInfinity || !point.IsOnCurve ? Refuse(Groth16Refusal.NotOnCurve)
            : G2Subgroup.Contains(in point) || Refuse(Groth16Refusal.NotInSubgroup);
    }

    /// <summary>Nothing may follow the document.</summary>
    public bool TryReadEnd() => !_json.Read() || Refuse(Groth16Refusal.MalformedJson);

    // From the token that was read last, which must be the start of the array.
    private bool TryGetG1(out G1Point point)
    {
        point = default;
        if (!Is(JsonTokenType.StartArray)
            || !TryReadCoordinate(out var x) || !TryReadCoordinate(out var y) || !TryReadCoordinate(out var z)
            || !Take(JsonTokenType.EndArray))
        {
            return false;
        }

        if (z.IsZero && x.IsZero && y.Equals(Fp.One))
        {
            return true;
        }

        if (!z.Equals(Fp.One))
        {
            return Refuse(Groth16Refusal.NotAffine);
        }

        // (0, 0) stands for infinity in the mathematics, but not here.
        point = new(x, y);
        return !point.IsInfinity && point.IsOnCurve || Refuse(Groth16Refusal.NotOnCurve);
    }

    private bool TryReadPair(out Fp2 value)
    {
        value = default;
        if (!Take(JsonTokenType.StartArray)
            || !TryReadCoordinate(out var c0) || !TryReadCoordinate(out var c1)
            || !Take(JsonTokenType.EndArray))
        {
            return false;
        }

        value = new(c0, c1);
        return true;
    }

    private bool TryReadCoordinate(out Fp value)
    {
        _json.Read();
        return TryGetNumber(Groth16Refusal.CoordinateNotBelowModulus, out value);
    }

    // Names and texts have no escapes either: comparing one that is half of a character would throw.
    private readonly bool IsText(string expected) => !_json.ValueIsEscaped && _json.ValueTextEquals(expected);

    // A string of digits; with escapes, the same number would have several forms.
    private readonly bool IsNumber => !_json.ValueIsEscaped && DecimalNumber.IsCanonical(_json.ValueSpan);

    private bool TryGetNumber<T>(Groth16Refusal notBelow, out T value)
        where T : unmanaged, IPrimeField<T>
    {
        value = default;
        return Is(JsonTokenType.String)
            && (IsNumber || Refuse(Groth16Refusal.MalformedNumber))
            && (DecimalNumber.TryRead(_json.ValueSpan, out value) || Refuse(notBelow));
    }

    private bool Take(JsonTokenType type)
    {
        _json.Read();
        return Is(type);
    }

    private bool Is(JsonTokenType type) => _json.TokenType == type || Refuse(Groth16Refusal.MalformedJson);
}
