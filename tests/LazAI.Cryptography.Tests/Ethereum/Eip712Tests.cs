using System.Text;

namespace LazAI.Cryptography.Tests.Ethereum;

public class Eip712Tests
{
    // The example of the EIP-712 specification (assets/eip-712/Example.js), all of its published intermediate values.
    [Fact]
    public void Digest_SpecificationMail_GivesPublishedValues()
    {
        var person = Eip712.TypeHash("Person(string name,address wallet)");
        var mail = Eip712.TypeHash("Mail(Person from,Person to,string contents)Person(string name,address wallet)");
        Assert.Equal("0xa0cedeb2dc280ba39b857546d74f5549c3a1d7bdc2dd96bf881f76108e23dac2", mail.ToString());

        var domain = new Eip712StructHasher(Eip712.TypeHash(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"));
        domain.AppendString("Ether Mail");
        domain.AppendString("1");
        domain.Append(1UL);
        domain.Append(Address.Parse("0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"));
        var separator = domain.Finish();
        Assert.Equal("0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f", separator.ToString());

        var message = new Eip712StructHasher(mail);
        message.Append(Person(person, "Cow", "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"));
        message.Append(Person(person, "Bob", "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"));
        message.AppendString("Hello, Bob!");
        var structHash = message.Finish();
        Assert.Equal("0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e", structHash.ToString());
        Assert.Equal(
            "0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2",
            Eip712.Digest(separator, structHash).ToString());
    }

    [Fact]
    public void DomainSeparator_NameVersionChain_EqualsTheHashOfItsWords()
    {
        byte[] preimage =
        [
            .. Keccak256.Hash("EIP712Domain(string name,string version,uint256 chainId)"u8).AsSpan(),
            .. Keccak256.Hash("LazAI"u8).AsSpan(),
            .. Keccak256.Hash("1"u8).AsSpan(),
            .. new byte[30], 0x12, 0x34,
        ];
        Assert.Equal(Keccak256.Hash(preimage), Eip712.DomainSeparator("LazAI", "1", 0x1234));
    }

    [Fact]
    public void StructHasher_EveryKindOfField_EqualsTheHashOfItsWords()
    {
        var typeHash = Eip712.TypeHash("Any(bytes32 a,address b,uint64 c,uint256 d,bool e,bool f,string g,bytes h,bytes32[] i)");
        var word = Keccak256.Hash("word"u8);
        var address = Address.Parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
        var text = new string('é', 200) + "😀 beyond one buffer";

        var hasher = new Eip712StructHasher(typeHash);
        hasher.Append(word);
        hasher.Append(address);
        hasher.Append(ulong.MaxValue);
        hasher.Append(UInt128.MaxValue - 1);
        hasher.Append(true);
        hasher.Append(false);
        hasher.AppendString(text);
        hasher.AppendBytes([1, 2, 3]);
        hasher.AppendArray([word, typeHash]);

        byte[] preimage =
        [
            .. typeHash.AsSpan(),
            .. word.AsSpan(),
            .. new byte[12], .. address.AsSpan(),
            .. new byte[24], .. Enumerable.Repeat((byte)0xff, 8),
            .. new byte[16], .. Enumerable.Repeat((byte)0xff, 15), 0xfe,
            .. new byte[31], 1,
            .. new byte[32],
            .. Keccak256.Hash(Encoding.UTF8.GetBytes(text)).AsSpan(),
            .. Keccak256.Hash([1, 2, 3]).AsSpan(),
            .. Keccak256.Hash([.. word.AsSpan(), .. typeHash.AsSpan()]).AsSpan(),
        ];
        Assert.Equal(Keccak256.Hash(preimage), hasher.Finish());
    }

    private static Bytes32 Person(Bytes32 typeHash, string name, string wallet)
    {
        var hasher = new Eip712StructHasher(typeHash);
        hasher.AppendString(name);
        hasher.Append(Address.Parse(wallet));
        return hasher.Finish();
    }
}
