using System.Numerics;
using System.Text.Json;
using LazAI.Testing.Vectors;

namespace LazAI.Cryptography.Tests.Vectors;

public class AddressVectorTests
{
    [VectorTheory]
    [VectorFiles("crypto/address")]
    public void Address_EveryVectorOfFile_Holds(string file) => VectorRun.EachCase("crypto/address", file, vector =>
    {
        if (vector.Has("valid"))
        {
            Checksum(vector);
        }
        else if (vector.Has("privateKey"))
        {
            Account(vector);
        }
        else
        {
            Assert.True(vector.GetProperty("creates").GetArrayLength() > 0);
            foreach (var create in vector.GetProperty("creates").EnumerateArray())
            {
                Contract(Address.Parse(vector.Text("sender")), create);
            }
        }
    });

    private static void Checksum(JsonElement vector)
    {
        var text = vector.Text("address");
        var valid = vector.GetProperty("valid").GetBoolean();
        Assert.Equal(valid, Address.TryParseChecksummed(text, out var address));

        if (valid)
        {
            // Without the checksum rule the case carries no meaning, and the checksum form comes out.
            Assert.True(Address.TryParse(text, out var anyCase));
            Assert.Equal(anyCase, address);
            var digits = text[2..];
            var isMixed = digits.Any(char.IsAsciiLetterLower) && digits.Any(char.IsAsciiLetterUpper);
            Assert.True(!isMixed || text == address.ToString());
        }
    }

    private static void Account(JsonElement vector)
    {
        Assert.True(Secp256k1PrivateKey.TryCreate(vector.Bytes("privateKey"), out var key));
        Assert.Equal(vector.Text("address"), key.Address.ToString());
        if (vector.Has("icap"))
        {
            Assert.Equal(vector.Text("icap"), Icap(key.Address));
        }

        key.Dispose();
    }

    // The library makes no contract addresses; the vectors' own recipes over its Keccak and Address are checked.
    private static void Contract(Address sender, JsonElement create)
    {
        byte[] preimage;
        if (create.Has("salt"))
        {
            var initCodeHash = Keccak256.Hash(create.Bytes("initCode"));
            Assert.Equal(create.Text("initCodeHash"), initCodeHash.ToString());
            preimage = [0xff, .. sender.AsSpan(), .. create.Bytes("salt"), .. initCodeHash.AsSpan()];
        }
        else
        {
            // RLP of (sender, nonce).
            var nonce = new BigInteger(create.GetProperty("nonce").GetUInt64()).ToByteArray(isUnsigned: true, isBigEndian: true);
            byte[] item = nonce is [0] ? [0x80] : nonce is [< 0x80] ? nonce : [(byte)(0x80 + nonce.Length), .. nonce];
            preimage = [(byte)(0xc0 + 21 + item.Length), 0x94, .. sender.AsSpan(), .. item];
        }

        Assert.Equal(create.Text("address"), new Address(Keccak256.Hash(preimage).AsSpan()[12..]).ToString());
    }

    // XE, two check digits as in an IBAN (ISO 13616), and the address in base 36.
    private static string Icap(Address address)
    {
        const string digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        var body = "";
        for (var rest = new BigInteger(address.AsSpan(), isUnsigned: true, isBigEndian: true); !rest.IsZero; rest /= 36)
        {
            body = digits[(int)(rest % 36)] + body;
        }

        body = body.PadLeft(30, '0');
        var remainder = (body + "XE00").Aggregate(BigInteger.Zero, (sum, letter) =>
            digits.IndexOf(letter, StringComparison.Ordinal) is var value && value < 10 ? sum * 10 + value : sum * 100 + value) % 97;
        return $"XE{98 - (int)remainder:00}{body}";
    }
}
