using System.Collections.Immutable;
using System.Text.Json;
using LazAI.Cryptography;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;

namespace LazAI.Protocol.Tests.Encoding;

/// <summary>One member of each format with hostile text in its place: everything but the one written form is an error, in one buffer
/// or in many.</summary>
public class CanonicalJsonStrictnessTests
{
    private const string Hash = "0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static readonly int[] s_segmentLengths = [1, 7];

    [Theory]
    [InlineData("{\"amount\":\"1\",\"name\":\"x\"}", true)]
    [InlineData("{\"name\":\"x\",\"amount\":\"1\"}", true)]
    [InlineData("{\"amount\":\"1\",\"name\":\"x\",\"more\":1}", false)]
    [InlineData("{\"amount\":\"1\",\"name\":\"x\",\"name\":\"x\"}", false)]
    [InlineData("{\"amount\":\"1\",\"name\":\"x\",\"\\u006eame\":\"x\"}", false)]
    [InlineData("{\"amount\":\"1\",\"Name\":\"x\"}", false)]
    [InlineData("{\"amount\":\"1\"}", false)]
    [InlineData("{\"amount\":\"1\",\"name\":null}", false)]
    [InlineData("{\"amount\":null,\"name\":\"x\"}", false)]
    [InlineData("{\"amount\":\"1\",\"name\":1}", false)]
    [InlineData("{\"amount\":\"1\",\"name\":[\"x\"]}", false)]
    [InlineData("{\"amount\":\"1\",\"name\":\"x\",}", false)]
    [InlineData("{\"amount\":\"1\",\"name\":\"x\"}{}", false)]
    [InlineData("{\"amount\":\"1\",/**/\"name\":\"x\"}", false)]
    [InlineData("{amount:\"1\",\"name\":\"x\"}", false)]
    [InlineData("null", false)]
    [InlineData("[]", false)]
    [InlineData("", false)]
    public void Deserialize_Object_MembersAreExactlyTheDeclaredOnes(string json, bool valid) => Check<Named>(json, valid);

    [Theory]
    [InlineData("\"0\"", true)]
    [InlineData("\"340282366920938463463374607431768211455\"", true)]
    [InlineData("\"340282366920938463463374607431768211456\"", false)]
    [InlineData("\"1000000000000000000000000000000000000000\"", false)]
    [InlineData("\"-1\"", false)]
    [InlineData("\"+1\"", false)]
    [InlineData("\"01\"", false)]
    [InlineData("\"00\"", false)]
    [InlineData("\"\"", false)]
    [InlineData("\" 1\"", false)]
    [InlineData("\"1.0\"", false)]
    [InlineData("\"1e2\"", false)]
    [InlineData("\"0x1\"", false)]
    [InlineData("\"\\u0031\"", false)]
    [InlineData("\"1\\u0000\"", false)]
    [InlineData("\"١\"", false)]
    [InlineData("\"NaN\"", false)]
    [InlineData("1", false)]
    [InlineData("true", false)]
    [InlineData("null", false)]
    [InlineData("[\"1\"]", false)]
    public void Deserialize_Amount_IsAPlainDecimalString(string json, bool valid) => Check<Amount>(json, valid);

    [Theory]
    [InlineData("0", true)]
    [InlineData("9007199254740991", true)]
    [InlineData("9007199254740992", false)]
    [InlineData("-1", false)]
    [InlineData("1.0", false)]
    [InlineData("1.5", false)]
    [InlineData("1e2", false)]
    [InlineData("01", false)]
    [InlineData("+1", false)]
    [InlineData("NaN", false)]
    [InlineData("Infinity", false)]
    [InlineData("\"1\"", false)]
    [InlineData("\"NaN\"", false)]
    [InlineData("null", false)]
    [InlineData("99999999999999999999", false)]
    public void Deserialize_Slot_IsAnExactInteger(string json, bool valid) => Check<Slot>(json, valid);

    [Theory]
    [InlineData("0", true)]
    [InlineData("9007199254740991", true)]
    [InlineData("9007199254740992", false)]
    [InlineData("18446744073709551615", false)]
    [InlineData("18446744073709551616", false)]
    [InlineData("-1", false)]
    [InlineData("1.0", false)]
    [InlineData("\"1\"", false)]
    [InlineData("null", false)]
    public void Deserialize_UnsignedNumber_IsAnExactInteger(string json, bool valid) => Check<ulong>(json, valid);

    [Theory]
    [InlineData("-9007199254740991", true)]
    [InlineData("9007199254740991", true)]
    [InlineData("9007199254740992", false)]
    [InlineData("-9007199254740992", false)]
    [InlineData("1e3", false)]
    [InlineData("\"1\"", false)]
    public void Deserialize_SignedNumber_IsAnExactInteger(string json, bool valid) => Check<long>(json, valid);

    [Theory]
    [InlineData("0", true)]
    [InlineData("10000", true)]
    [InlineData("10001", false)]
    [InlineData("-1", false)]
    [InlineData("0.5", false)]
    [InlineData("\"5\"", false)]
    public void Deserialize_BasisPoints_AreFromNothingToTheWhole(string json, bool valid) => Check<BasisPoints>(json, valid);

    [Theory]
    [InlineData("\"" + Hash + "\"", true)]
    [InlineData("\"0x00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF\"", true)]
    [InlineData("\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"", false)]
    [InlineData("\"" + Hash + "00\"", false)]
    [InlineData("\"0x00112233445566778899aabbccddeeff00112233445566778899aabbccddee\"", false)]
    [InlineData("\"0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeg0\"", false)]
    [InlineData("\"0X00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"", false)]
    [InlineData("\"\"", false)]
    [InlineData("0", false)]
    [InlineData("null", false)]
    public void Deserialize_Hash_Is32BytesOfHex(string json, bool valid)
    {
        Check<Bytes32>(json, valid);
        Check<TaskId>(json, valid);
    }

    [Theory]
    [InlineData("\"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\"", true)]
    [InlineData("\"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\"", true)]
    [InlineData("\"5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\"", false)]
    [InlineData("\"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed00\"", false)]
    [InlineData("\"0x5aaeb6053f3e94c9b9a09f33669435e7ef1bea\"", false)]
    [InlineData("\"0x5aaeb6053f3e94c9b9a09f33669435e7ef1bea€\"", false)]
    [InlineData("null", false)]
    public void Deserialize_Address_Is20BytesOfHex(string json, bool valid) => Check<Address>(json, valid);

    [Theory]
    [InlineData("\"TEE\"", true)]
    [InlineData("\"TEE_ZK\"", true)]
    [InlineData("\"OP\"", true)]
    [InlineData("\"tee\"", false)]
    [InlineData("\"Tee\"", false)]
    [InlineData("\" TEE\"", false)]
    [InlineData("\"TEE, OP\"", false)]
    [InlineData("\"\"", false)]
    [InlineData("\"7\"", false)]
    [InlineData("0", false)]
    [InlineData("7", false)]
    [InlineData("null", false)]
    public void Deserialize_VerifyMode_IsOneOfItsNames(string json, bool valid) => Check<VerifyMode>(json, valid);

    [Theory]
    [InlineData("\"treasury\"", true)]
    [InlineData("\"user:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\"", true)]
    [InlineData("\"escrow:" + Hash + "\"", true)]
    [InlineData("\"escrow:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\"", false)]
    [InlineData("\"Treasury\"", false)]
    [InlineData("\"treasury:\"", false)]
    [InlineData("\":treasury\"", false)]
    [InlineData("\"user\"", false)]
    [InlineData("\"user:\"", false)]
    [InlineData("\"user: 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\"", false)]
    [InlineData("\"bank:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\"", false)]
    [InlineData("\"\"", false)]
    [InlineData("null", false)]
    public void Deserialize_LedgerAccount_IsOneOfItsForms(string json, bool valid) => Check<LedgerAccount>(json, valid);

    [Theory]
    [InlineData(27, 1, 1, true)]
    [InlineData(28, 1, 1, true)]
    [InlineData(26, 1, 1, false)]
    [InlineData(29, 1, 1, false)]
    [InlineData(0, 1, 1, false)]
    [InlineData(27, 0, 1, false)]
    [InlineData(27, 1, 0, false)]
    [InlineData(27, 0xff, 1, false)]
    [InlineData(27, 1, 0xff, false)]
    public void Deserialize_Signature_HasNumbersInRange(int v, int rFill, int sFill, bool valid)
    {
        var bytes = new byte[65];
        bytes.AsSpan(0, 32).Fill((byte)rFill);
        bytes.AsSpan(32, 32).Fill((byte)sFill);
        bytes[64] = (byte)v;
        Check<RecoverableSignature>("\"0x" + Convert.ToHexStringLower(bytes) + "\"", valid);
    }

    [Theory]
    [InlineData("\"\"", true)]
    [InlineData("\"AAECAw==\"", true)]
    [InlineData("\"AAECAw\"", false)]
    [InlineData("\"AAEC-w==\"", false)]
    [InlineData("\"AAECAw=\"", false)]
    [InlineData("[0,1]", false)]
    public void Deserialize_Bytes_ArePaddedBase64(string json, bool valid) => Check<ReadOnlyMemory<byte>>(json, valid);

    [Theory]
    [InlineData("{\"taskIds\":[]}", true)]
    [InlineData("{\"taskIds\":[\"" + Hash + "\"]}", true)]
    [InlineData("{\"taskIds\":[null]}", false)]
    [InlineData("{\"taskIds\":null}", false)]
    [InlineData("{\"taskIds\":\"" + Hash + "\"}", false)]
    [InlineData("{}", false)]
    public void Deserialize_ArrayOfValues_HasNoNulls(string json, bool valid) => Check<QueryTasksRequest>(json, valid);

    [Theory]
    [InlineData("{\"records\":[{\"amount\":\"1\",\"name\":\"x\"}],\"texts\":[\"x\"]}", true)]
    [InlineData("{\"records\":[],\"texts\":[]}", true)]
    [InlineData("{\"records\":[null],\"texts\":[]}", false)]
    [InlineData("{\"records\":[],\"texts\":[null]}", false)]
    [InlineData("{\"records\":[],\"texts\":[\"x\",null]}", false)]
    [InlineData("{\"records\":null,\"texts\":[]}", false)]
    public void Deserialize_ArrayOfReferences_HasNoNulls(string json, bool valid) => Check<Lists>(json, valid);

    [Fact]
    public void Deserialize_InvalidUtf8_IsAnErrorOfTheInput()
    {
        foreach (byte[] broken in new byte[][] { [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82] })
        {
            byte[] text = [.. "{\"amount\":\"1\",\"name\":\""u8, .. broken, .. "\"}"u8];
            Assert.ThrowsAny<JsonException>(() => CanonicalJson.Deserialize<Named>(text));
            byte[] hash = [.. "\"0x"u8, .. broken, .. System.Text.Encoding.UTF8.GetBytes(new string('0', 64 - broken.Length)), .. "\""u8];
            Assert.ThrowsAny<JsonException>(() => CanonicalJson.Deserialize<Bytes32>(hash));
        }
    }

    [Fact]
    public void Deserialize_DepthBeyondTheLimit_IsAnErrorOfTheInput() =>
        Assert.ThrowsAny<JsonException>(() => CanonicalJson.Deserialize<Lists>(
            System.Text.Encoding.UTF8.GetBytes("{\"records\":" + new string('[', 1_000) + new string(']', 1_000) + ",\"texts\":[]}")));

    private static void Check<T>(string json, bool valid)
    {
        var utf8 = System.Text.Encoding.UTF8.GetBytes(json);
        if (valid)
        {
            var value = CanonicalJson.Deserialize<T>(utf8);
            Assert.Equal(
                System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(value)),
                System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(CanonicalJson.Deserialize<T>(CanonicalJson.Serialize(value)))));
            Assert.All(
                s_segmentLengths,
                length => Assert.Equal(CanonicalJson.Serialize(value), CanonicalJson.Serialize(Segments.Deserialize<T>(utf8, length))));
        }
        else
        {
            Assert.ThrowsAny<JsonException>(() => CanonicalJson.Deserialize<T>(utf8));
            Assert.All(s_segmentLengths, length => Assert.ThrowsAny<JsonException>(() => Segments.Deserialize<T>(utf8, length)));
        }
    }

    private sealed record Named(string Name, Amount Amount);

    private sealed record Lists(ImmutableArray<Named> Records, ImmutableArray<string> Texts);
}
