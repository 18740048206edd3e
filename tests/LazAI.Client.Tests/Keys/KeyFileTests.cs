using System.Runtime.Versioning;
using System.Security.Cryptography;
using LazAI.Client.Keys;
using LazAI.Cryptography;

namespace LazAI.Client.Tests.Keys;

[UnsupportedOSPlatform("windows")]
public sealed class KeyFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lazai-keys-").FullName;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly Secp256k1PrivateKey _key;

    public KeyFileTests() => _key = Secp256k1PrivateKey.Generate(_random);

    private string File => Path.Combine(_folder, "below", "key.json");

    [Fact]
    public void Write_Passphrase_ReadsBackWithItOnly()
    {
        KeyFile.Write(File, _key, "correct horse");

        Assert.Equal((true, _key.Address), KeyFile.Inspect(File));
        using var read = KeyFile.Read(File, "correct horse");
        Assert.Equal(Exported(_key), Exported(read));
        Assert.Contains("the passphrase is wrong", Assert.Throws<KeyFileException>(() => KeyFile.Read(File, "wrong")).Message, StringComparison.Ordinal);
        Assert.Contains("give its passphrase", Assert.Throws<KeyFileException>(() => KeyFile.Read(File, null)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(Exported(_key)), System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    [Fact]
    public void WriteInsecurePlaintext_Key_ReadsBackAndSaysWhatItIs()
    {
        KeyFile.WriteInsecurePlaintext(File, _key);

        Assert.Equal((false, _key.Address), KeyFile.Inspect(File));
        using var read = KeyFile.Read(File, null);
        Assert.Equal(Exported(_key), Exported(read));
        Assert.Contains("insecurePrivateKey", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FileAndFolder_AreTheOwnersOnly()
    {
        KeyFile.WriteInsecurePlaintext(File, _key);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, System.IO.File.GetUnixFileMode(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public void Read_FileThatOthersMayRead_IsRefusedWithTheRemedy()
    {
        KeyFile.WriteInsecurePlaintext(File, _key);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Assert.Contains("chmod 600", Assert.Throws<KeyFileException>(() => KeyFile.Read(File, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ExistingFile_IsNeverOverwritten()
    {
        KeyFile.WriteInsecurePlaintext(File, _key);

        Assert.ThrowsAny<IOException>(() => KeyFile.Write(File, _key, "other"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"address\":\"00\",\"insecurePrivateKey\":\"00\"}")]
    [InlineData("{\"address\":\"0x0000000000000000000000000000000000000001\",\"insecurePrivateKey\":\"0000000000000000000000000000000000000000000000000000000000000001\"}")]
    [InlineData("{\"version\":3,\"address\":\"0x0000000000000000000000000000000000000001\",\"crypto\":{\"cipher\":\"aes-256-ctr\",\"ciphertext\":\"\",\"kdf\":\"pbkdf2\",\"mac\":\"\"}}")]
    public void Read_AnythingElse_IsRefused(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, content);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead);

        Assert.Throws<KeyFileException>(() => KeyFile.Read(File, "passphrase"));
    }

    /// <summary>The PBKDF2 example of the Web3 Secret Storage Definition, version 3.</summary>
    [Fact]
    public void Read_PublishedExample_GivesItsKey()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, """
            {
              "address": "008aeeda4d805471df9b2a5b0f38a0c3bcba786b",
              "crypto": {
                "cipher": "aes-128-ctr",
                "cipherparams": { "iv": "6087dab2f9fdbbfaddc31a909735c1e6" },
                "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
                "kdf": "pbkdf2",
                "kdfparams": {
                  "c": 262144, "dklen": 32, "prf": "hmac-sha256",
                  "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"
                },
                "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"
              },
              "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6",
              "version": 3
            }
            """);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        using var key = KeyFile.Read(File, "testpassword");

        Assert.Equal("7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d", Convert.ToHexStringLower(Exported(key)));
    }

    public void Dispose()
    {
        _key.Dispose();
        _random.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static byte[] Exported(Secp256k1PrivateKey key)
    {
        var bytes = new byte[Secp256k1PrivateKey.Size];
        key.Export(bytes);
        return bytes;
    }
}
