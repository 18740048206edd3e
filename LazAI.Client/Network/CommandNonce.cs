using System.Buffers.Binary;
using System.Security.Cryptography;
using LazAI.Protocol;

namespace LazAI.Client;

/// <summary>Draws nonces of signed commands. An account's nonces need no order, they only must not repeat before their deadline.</summary>
public static class CommandNonce
{
    /// <summary>53 random bits: the largest integer that JSON carries exactly. Two of a million commands meet with odds of 1 in 18,000.</summary>
    public static ulong Draw()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes) & (ulong)Slot.NumberMaximum;
    }
}
