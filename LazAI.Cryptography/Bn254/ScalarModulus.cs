using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Bn254;

/// <summary>r, the order of the groups (254 bits): EIP-196.</summary>
internal readonly struct ScalarModulus : IModulus256
{
    public static ulong P0 => 0x1F593F0000001;

    public static ulong P1 => 0x4879B9709143E;

    public static ulong P2 => 0x181585D2833E8;

    public static ulong P3 => 0xA029B85045B68;

    public static ulong P4 => 0x30644E72E131;

    public static ulong NegatedInverse => 0x1F593EFFFFFFF;
}
