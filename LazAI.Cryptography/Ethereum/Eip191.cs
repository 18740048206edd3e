using System.Globalization;
using System.Text;

namespace LazAI.Cryptography;

/// <summary>The digests of EIP-191 that are no typed data: signed text (version 0x45) and data for one validator (version 0x00).</summary>
public static class Eip191
{
    /// <summary>What personal_sign signs: keccak256(0x19 ‖ "Ethereum Signed Message:\n" ‖ length in decimal ‖ message). The length counts bytes.</summary>
    public static Bytes32 HashPersonalMessage(ReadOnlySpan<byte> message)
    {
        Span<byte> length = stackalloc byte[10];
        message.Length.TryFormat(length, out var digits, default, CultureInfo.InvariantCulture);

        var hasher = new Keccak256Hasher();
        hasher.Append("\x19"u8);
        hasher.Append("Ethereum Signed Message:\n"u8);
        hasher.Append(length[..digits]);
        hasher.Append(message);
        return hasher.Finish();
    }

    /// <summary>What personal_sign signs for a text: its UTF-8 bytes, also where it looks like hex.</summary>
    public static Bytes32 HashPersonalMessage(string message) => HashPersonalMessage(Encoding.UTF8.GetBytes(message));

    /// <summary>What is signed for an intended validator: keccak256(0x19 ‖ 0x00 ‖ validator ‖ data).</summary>
    public static Bytes32 HashForValidator(Address validator, ReadOnlySpan<byte> data)
    {
        var hasher = new Keccak256Hasher();
        hasher.Append([0x19, 0x00]);
        hasher.Append(in validator);
        hasher.Append(data);
        return hasher.Finish();
    }
}
