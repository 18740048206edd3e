using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Secp256k1;

/// <summary>
/// Inverses modulo an odd 256-bit number by division steps: D. J. Bernstein and B.-Y. Yang, "Fast constant-time gcd computation
/// and modular inversion" (2019), with the half-delta start that needs 590 steps, as analysed and used by libsecp256k1.
/// </summary>
/// <remarks>Numbers are five signed limbs of 62 bits; 59 or 62 steps on the lowest limbs give a matrix that is then applied to all.</remarks>
internal sealed class ModularInverse
{
    private const int LimbBits = DivisionSteps.LimbBits;
    private const long LimbMask = DivisionSteps.LimbMask;

    private readonly Signed62 _modulus;
    private readonly long _inverseOfModulus;

    /// <summary>For the modulus of four 64-bit words, lowest first.</summary>
    private ModularInverse(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        _modulus = Signed62.FromWords(w0, w1, w2, w3);

        // Newton's iteration doubles the correct low bits: 1/m mod 2^62 from the 3 that m itself gives.
        var inverse = w0;
        for (var i = 0; i < 5; i++)
        {
            inverse *= 2 - w0 * inverse;
        }

        _inverseOfModulus = (long)inverse & LimbMask;
    }

    /// <summary>Modulo p, the coordinate field.</summary>
    public static ModularInverse Field { get; } =
        new(0xFFFFFFFEFFFFFC2F, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF);

    /// <summary>Modulo n, the order of the group.</summary>
    public static ModularInverse Order { get; } =
        new(0xBFD25E8CD0364141, 0xBAAEDCE6AF48A03B, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF);

    /// <summary>Replaces a reduced number by its inverse (0 by 0) in constant time.</summary>
    [SkipLocalsInit]
    public void Invert(ref ulong w0, ref ulong w1, ref ulong w2, ref ulong w3)
    {
        Signed62 d = default, e = default;
        e.L0 = 1;
        var f = _modulus;
        var g = Signed62.FromWords(w0, w1, w2, w3);
        long zeta = -1;
        for (var i = 0; i < 10; i++)
        {
            zeta = DivisionSteps.Take59(zeta, (ulong)f.L0, (ulong)g.L0, out var t);
            UpdateCoefficients(ref d, ref e, in t);
            UpdateNumbers(ref f, ref g, in t);
        }

        Normalize(ref d, f.L4);
        d.ToWords(out w0, out w1, out w2, out w3);
    }

    /// <summary>As <see cref="Invert"/>, faster, in a time that depends on the number.</summary>
    [SkipLocalsInit]
    public void InvertVariableTime(ref ulong w0, ref ulong w1, ref ulong w2, ref ulong w3)
    {
        Signed62 d = default, e = default;
        e.L0 = 1;
        var f = _modulus;
        var g = Signed62.FromWords(w0, w1, w2, w3);
        long eta = -1;
        while ((g.L0 | g.L1 | g.L2 | g.L3 | g.L4) != 0)
        {
            eta = DivisionSteps.Take62VariableTime(eta, (ulong)f.L0, (ulong)g.L0, out var t);
            UpdateCoefficients(ref d, ref e, in t);
            UpdateNumbers(ref f, ref g, in t);
        }

        Normalize(ref d, f.L4);
        d.ToWords(out w0, out w1, out w2, out w3);
    }

    // (d, e) = t (d, e) / 2^62 mod m, kept in (-2m, m): multiples of m make the lowest limb zero and hold the range.
    [SkipLocalsInit]
    private void UpdateCoefficients(ref Signed62 d, ref Signed62 e, in DivisionSteps.Matrix t)
    {
        long dSign = d.L4 >> 63, eSign = e.L4 >> 63;
        var md = (t.U & dSign) + (t.V & eSign);
        var me = (t.Q & dSign) + (t.R & eSign);

        SignedSum cd = default, ce = default;
        cd.Add(t.U, d.L0, t.V, e.L0);
        ce.Add(t.Q, d.L0, t.R, e.L0);
        md -= (_inverseOfModulus * cd.Low + md) & LimbMask;
        me -= (_inverseOfModulus * ce.Low + me) & LimbMask;
        cd.Add(_modulus.L0, md);
        ce.Add(_modulus.L0, me);
        cd.Next();
        ce.Next();

        cd.Add(t.U, d.L1, t.V, e.L1);
        ce.Add(t.Q, d.L1, t.R, e.L1);
        cd.Add(_modulus.L1, md);
        ce.Add(_modulus.L1, me);
        d.L0 = cd.Next();
        e.L0 = ce.Next();

        cd.Add(t.U, d.L2, t.V, e.L2);
        ce.Add(t.Q, d.L2, t.R, e.L2);
        cd.Add(_modulus.L2, md);
        ce.Add(_modulus.L2, me);
        d.L1 = cd.Next();
        e.L1 = ce.Next();

        cd.Add(t.U, d.L3, t.V, e.L3);
        ce.Add(t.Q, d.L3, t.R, e.L3);
        cd.Add(_modulus.L3, md);
        ce.Add(_modulus.L3, me);
        d.L2 = cd.Next();
        e.L2 = ce.Next();

        cd.Add(t.U, d.L4, t.V, e.L4);
        ce.Add(t.Q, d.L4, t.R, e.L4);
        cd.Add(_modulus.L4, md);
        ce.Add(_modulus.L4, me);
        d.L3 = cd.Next();
        e.L3 = ce.Next();
        d.L4 = cd.Low;
        e.L4 = ce.Low;
    }

    // (f, g) = t (f, g) / 2^62; the division is exact.
    [SkipLocalsInit]
    private static void UpdateNumbers(ref Signed62 f, ref Signed62 g, in DivisionSteps.Matrix t)
    {
        SignedSum cf = default, cg = default;
        cf.Add(t.U, f.L0, t.V, g.L0);
        cg.Add(t.Q, f.L0, t.R, g.L0);
        cf.Next();
        cg.Next();

        cf.Add(t.U, f.L1, t.V, g.L1);
        cg.Add(t.Q, f.L1, t.R, g.L1);
        f.L0 = cf.Next();
        g.L0 = cg.Next();

        cf.Add(t.U, f.L2, t.V, g.L2);
        cg.Add(t.Q, f.L2, t.R, g.L2);
        f.L1 = cf.Next();
        g.L1 = cg.Next();

        cf.Add(t.U, f.L3, t.V, g.L3);
        cg.Add(t.Q, f.L3, t.R, g.L3);
        f.L2 = cf.Next();
        g.L2 = cg.Next();

        cf.Add(t.U, f.L4, t.V, g.L4);
        cg.Add(t.Q, f.L4, t.R, g.L4);
        f.L3 = cf.Next();
        g.L3 = cg.Next();
        f.L4 = cf.Low;
        g.L4 = cg.Low;
    }

    // From (-2m, m) to [0, m), negated first where the sign is negative.
    private void Normalize(ref Signed62 d, long sign)
    {
        AddModulus(ref d, d.L4 >> 63);
        var negate = sign >> 63;
        d.L0 = (d.L0 ^ negate) - negate;
        d.L1 = (d.L1 ^ negate) - negate;
        d.L2 = (d.L2 ^ negate) - negate;
        d.L3 = (d.L3 ^ negate) - negate;
        d.L4 = (d.L4 ^ negate) - negate;
        d.Carry();
        AddModulus(ref d, d.L4 >> 63);
        d.Carry();
    }

    private void AddModulus(ref Signed62 d, long mask)
    {
        d.L0 += _modulus.L0 & mask;
        d.L1 += _modulus.L1 & mask;
        d.L2 += _modulus.L2 & mask;
        d.L3 += _modulus.L3 & mask;
        d.L4 += _modulus.L4 & mask;
    }

    private struct Signed62
    {
        public long L0;
        public long L1;
        public long L2;
        public long L3;
        public long L4;

        public static Signed62 FromWords(ulong w0, ulong w1, ulong w2, ulong w3)
        {
            Signed62 value;
            value.L0 = (long)w0 & LimbMask;
            value.L1 = (long)(w0 >> 62 | w1 << 2) & LimbMask;
            value.L2 = (long)(w1 >> 60 | w2 << 4) & LimbMask;
            value.L3 = (long)(w2 >> 58 | w3 << 6) & LimbMask;
            value.L4 = (long)(w3 >> 56);
            return value;
        }

        public readonly void ToWords(out ulong w0, out ulong w1, out ulong w2, out ulong w3)
        {
            w0 = (ulong)L0 | (ulong)L1 << 62;
            w1 = (ulong)L1 >> 2 | (ulong)L2 << 60;
            w2 = (ulong)L2 >> 4 | (ulong)L3 << 58;
            w3 = (ulong)L3 >> 6 | (ulong)L4 << 56;
        }

        public void Carry()
        {
            L1 += L0 >> LimbBits;
            L0 &= LimbMask;
            L2 += L1 >> LimbBits;
            L1 &= LimbMask;
            L3 += L2 >> LimbBits;
            L2 &= LimbMask;
            L4 += L3 >> LimbBits;
            L3 &= LimbMask;
        }
    }
}
