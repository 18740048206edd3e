using System.Numerics;
using LazAI.Cryptography;

namespace LazAI.Protocol.Tests.Encoding;

/// <summary>hashStruct of EIP-712 written down a second time: it reads the type string and shares only Keccak-256 with the product.</summary>
internal static class ReferenceEip712
{
    public static Bytes32 HashStruct(string encodeType, Func<string, object> valueOf)
    {
        var words = new List<byte>();
        words.AddRange(Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(encodeType)).ToArray());
        var fields = encodeType[(encodeType.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(',');
        foreach (var field in fields.Select(field => field.Split(' ')))
        {
            words.AddRange(Word(field[0], valueOf(field[1])));
        }

        return Keccak256.Hash(words.ToArray());
    }

    private static byte[] Word(string type, object value) => type switch
    {
        "bytes32" => value is Bytes32 hash ? hash.ToArray() : ((Bytes32)value.GetType().GetProperty("Value")!.GetValue(value)!).ToArray(),
        "address" => Padded(((Address)value).ToArray()),
        "bool" => Padded([(bool)value ? (byte)1 : (byte)0]),
        "string" => Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes((string)value)).ToArray(),
        _ when type.StartsWith("uint", StringComparison.Ordinal) => Number(type, value),
        _ => throw new NotSupportedException(type),
    };

    private static byte[] Number(string type, object value)
    {
        var number = value switch
        {
            Amount amount => (BigInteger)amount.BaseUnits,
            Slot slot => slot.Number,
            Enum member => Convert.ToInt32(member, System.Globalization.CultureInfo.InvariantCulture),
            uint small => small,
            ulong large => large,
            _ => throw new NotSupportedException(value.GetType().Name),
        };
        Assert.InRange(number, BigInteger.Zero, BigInteger.Pow(2, int.Parse(type[4..], System.Globalization.CultureInfo.InvariantCulture)) - 1);
        return Padded(number.ToByteArray(isUnsigned: true, isBigEndian: true));
    }

    private static byte[] Padded(byte[] bytes) => [.. new byte[32 - bytes.Length], .. bytes];
}
