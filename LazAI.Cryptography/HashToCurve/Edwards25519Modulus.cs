using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.HashToCurve;

/// <summary>p = 2^255 - 19, the modulus of the coordinates of curve25519 and edwards25519 (RFC 7748, section 4.1).</summary>
internal readonly struct Edwards25519Modulus : IModulus256
{
    public static ulong P0 => 0xFFFFFFFFFFFED;

    public static ulong P1 => 0xFFFFFFFFFFFFF;

    public static ulong P2 => 0xFFFFFFFFFFFFF;

    public static ulong P3 => 0xFFFFFFFFFFFFF;

    public static ulong P4 => 0x7FFFFFFFFFFF;

    public static ulong NegatedInverse => 0xCA1AF286BCA1B;
}
