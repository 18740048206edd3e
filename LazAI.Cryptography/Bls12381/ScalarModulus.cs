using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Bls12381;

/// <summary>r, the order of the groups (255 bits): draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1.</summary>
internal readonly struct ScalarModulus : IModulus256
{
    public static ulong P0 => 0xFFFFF00000001;

    public static ulong P1 => 0x2FFFE5BFEFFF;

    public static ulong P2 => 0x9A1D80553BDA4;

    public static ulong P3 => 0x7D483339D8080;

    public static ulong P4 => 0x73EDA753299D;

    public static ulong NegatedInverse => 0xFFFFEFFFFFFFF;
}
