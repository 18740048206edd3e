using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.Bn254;

/// <summary>p, the modulus of the coordinates (254 bits): EIP-196.</summary>
internal readonly struct BaseModulus : IModulus256
{
    public static ulong P0 => 0x8C16D87CFD47;

    public static ulong P1 => 0x916871CA8D3C2;

    public static ulong P2 => 0x181585D97816A;

    public static ulong P3 => 0xA029B85045B68;

    public static ulong P4 => 0x30644E72E131;

    public static ulong NegatedInverse => 0x20782E4866389;
}
