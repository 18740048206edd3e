namespace LazAI.Cryptography.Tests.Ethereum;

public class Eip191Tests
{
    // The example of the web3.js documentation of accounts.hashMessage.
    [Fact]
    public void HashPersonalMessage_HelloWorld_GivesPublishedDigest() =>
        Assert.Equal(
            "0xa1de988600a42c4b4ab089b619297c17d53cffae5d5120d82d8a92d0bb3b78f2",
            Eip191.HashPersonalMessage("Hello World").ToString());

    [Theory]
    [InlineData("", "0")]
    [InlineData("é", "2")]
    [InlineData("0x1234", "6")]
    public void HashPersonalMessage_AnyText_CountsItsUtf8Bytes(string message, string length) =>
        Assert.Equal(
            Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes("\u0019Ethereum Signed Message:\n" + length + message)),
            Eip191.HashPersonalMessage(message));

    [Fact]
    public void HashForValidator_AddressAndData_IsTheHashOfThePrefixedBytes()
    {
        var validator = Address.Parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
        Assert.Equal(
            Keccak256.Hash([0x19, 0, .. validator.AsSpan(), 1, 2, 3]),
            Eip191.HashForValidator(validator, [1, 2, 3]));
    }
}
