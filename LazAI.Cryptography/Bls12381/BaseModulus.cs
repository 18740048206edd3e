using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Bls12381;

/// <summary>p, the modulus of the coordinates (381 bits): draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1.</summary>
internal readonly struct BaseModulus : IModulus384
{
    public static ulong P0 => 0xFEFFFFFFFFAAAB;

    public static ulong P1 => 0xFFFEB153FFFFB9;

    public static ulong P2 => 0xA0F6B0F6241EAB;

    public static ulong P3 => 0xF38512BF6730D2;

    public static ulong P4 => 0x4BACD764774B84;

    public static ulong P5 => 0xE69A4B1BA7B643;

    public static ulong P6 => 0x1A0111EA397F;

    public static ulong NegatedInverse => 0xF3FFFCFFFCFFFD;
}
