namespace LazAI.Cryptography.Fields;

/// <summary>An odd prime of at most 255 bits in limbs of 52 bits, lowest first. Constants, so that the compiler puts them into the code.</summary>
internal interface IModulus256
{
    static abstract ulong P0 { get; }

    static abstract ulong P1 { get; }

    static abstract ulong P2 { get; }

    static abstract ulong P3 { get; }

    static abstract ulong P4 { get; }

    /// <summary>-1/p modulo 2^52.</summary>
    static abstract ulong NegatedInverse { get; }
}

/// <summary>An odd prime of at most 383 bits in limbs of 56 bits, lowest first. Constants, so that the compiler puts them into the code.</summary>
internal interface IModulus384
{
    static abstract ulong P0 { get; }

    static abstract ulong P1 { get; }

    static abstract ulong P2 { get; }

    static abstract ulong P3 { get; }

    static abstract ulong P4 { get; }

    static abstract ulong P5 { get; }

    static abstract ulong P6 { get; }

    /// <summary>-1/p modulo 2^56.</summary>
    static abstract ulong NegatedInverse { get; }
}
