namespace LazAI.Cryptography.Tests.Primitives;

public class AddressTests
{
    // EIP-55, section "Test Cases".
    public static TheoryData<string> Checksummed =>
    [
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ];

    [Theory]
    [MemberData(nameof(Checksummed))]
    public void ToString_AnyCaseRead_GivesChecksumForm(string text)
    {
        Assert.Equal(text, Address.Parse(text).ToString());
        Assert.Equal(text, Address.Parse("0x" + text[2..].ToLowerInvariant()).ToString());
        Assert.Equal(text, $"{Address.Parse("0x" + text[2..].ToUpperInvariant())}");
        Assert.Equal(Address.Parse(text), new Address(Address.Parse(text).ToArray()));
    }

    [Theory]
    [MemberData(nameof(Checksummed))]
    public void TryParseChecksummed_OneLetterOfAnotherCase_Refuses(string text)
    {
        Assert.True(Address.TryParseChecksummed(text, out _));
        for (var i = 2; i < text.Length; i++)
        {
            if (!char.IsLetter(text[i]))
            {
                continue;
            }

            var letters = text.ToCharArray();
            letters[i] ^= ' ';
            Assert.True(Address.TryParse(letters, out _));
            Assert.False(Address.TryParseChecksummed(letters, out _));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed0")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg")]
    public void TryParse_AnythingElse_Refuses(string text)
    {
        Assert.False(Address.TryParse(text, out _));
        Assert.False(Address.TryParseChecksummed(text, out _));
        Assert.Throws<FormatException>(() => Address.Parse(text));
    }
}
