using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace LazAI.Attestation;

/// <summary>An RSA public key for signatures out of a <see cref="JsonWebKeySet"/> (RFC 7517, RFC 7518 section 6.3).</summary>
public sealed class JsonWebKey
{
    /// <summary>The fewest bits of a modulus whose signatures count (RFC 7518 section 3.3).</summary>
    public const int ModulusBitsMinimum = 2048;

    internal const int ModulusBitsMaximum = 8192;

    private const int ExponentBytesMaximum = 4;
    private const int CertificateBytesMaximum = 128 * 1024;

    private readonly RSAParameters _parameters;

    private JsonWebKey(string id, RSAParameters parameters, ValidityPeriod? certificateValidity)
    {
        Id = id;
        _parameters = parameters;
        CertificateValidity = certificateValidity;
    }

    /// <summary>The key's name (<c>kid</c>), an opaque text that is compared exactly.</summary>
    public string Id { get; }

    /// <summary>Bits of the modulus.</summary>
    public int ModulusBits => _parameters.Modulus!.Length * 8 - int.LeadingZeroCount(_parameters.Modulus[0]) + 24;

    /// <summary>The time within which the key's certificate is valid; null where the key came without one.</summary>
    public ValidityPeriod? CertificateValidity { get; }

    /// <summary>
    /// Reads one member of a key set; null for keys of other kinds or for other uses, which a reader passes over
    /// (RFC 7517 section 5). The key is that of the first certificate (<c>x5c</c>) or of <c>n</c> and <c>e</c>; where both are given
    /// they have to agree.
    /// </summary>
    internal static JsonWebKey? TryRead(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var reader = new ClaimReader(entry);
        if (reader.Text("kty") != "RSA" || reader.Text("kid") is not { } id
            || (reader.Text("use") ?? "sig") != "sig" || (reader.Text("alg") ?? "RS256") != "RS256")
        {
            return null;
        }

        var plain = TryReadNumbers(reader);
        var certified = TryReadCertificate(entry);
        var hasNumbers = entry.TryGetProperty("n", out _) || entry.TryGetProperty("e", out _);
        var hasCertificate = entry.TryGetProperty("x5c", out _);
        if (reader.Fault is not null || (hasNumbers && plain is null) || (hasCertificate && certified is null)
            || (certified?.Key ?? plain) is not { } key || (plain is { } other && !Same(key, other)))
        {
            return null;
        }

        return new JsonWebKey(id, key, certified?.Validity);
    }

    /// <summary>Whether the signature over the data is this key's: RSASSA-PKCS1-v1_5 with SHA-256 (RS256, RFC 7518 section 3.3).</summary>
    internal bool Signed(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        try
        {
            using var key = RSA.Create(_parameters);
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static RSAParameters? TryReadNumbers(ClaimReader reader)
    {
        var modulus = reader.Text("n");
        var exponent = reader.Text("e");
        return modulus is null || exponent is null
            || StrictBase64Url.TryDecode(Encoding.UTF8.GetBytes(modulus), ModulusBitsMaximum / 8 + 1) is not { } n
            || StrictBase64Url.TryDecode(Encoding.UTF8.GetBytes(exponent), ExponentBytesMaximum) is not { } e
            ? null
            : Limited(new RSAParameters { Modulus = n, Exponent = e });
    }

    // Some writers put a zero byte in front (RFC 7518 section 6.3.1.1).
    private static RSAParameters? Limited(RSAParameters key)
    {
        var modulus = key.Modulus.AsSpan().TrimStart((byte)0);
        var exponent = key.Exponent.AsSpan().TrimStart((byte)0);
        return modulus.IsEmpty || modulus.Length > ModulusBitsMaximum / 8 || exponent.IsEmpty || exponent.Length > ExponentBytesMaximum
            ? null
            : new RSAParameters { Modulus = modulus.ToArray(), Exponent = exponent.ToArray() };
    }

    private static bool Same(RSAParameters left, RSAParameters right) =>
        left.Modulus.AsSpan().SequenceEqual(right.Modulus) && left.Exponent.AsSpan().SequenceEqual(right.Exponent);

    private static (RSAParameters Key, ValidityPeriod Validity)? TryReadCertificate(JsonElement entry)
    {
        if (!entry.TryGetProperty("x5c", out var chain) || chain.ValueKind != JsonValueKind.Array || chain.GetArrayLength() == 0
            || chain[0].ValueKind != JsonValueKind.String || !chain[0].TryGetBytesFromBase64(out var der)
            || der.Length > CertificateBytesMaximum)
        {
            return null;
        }

        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            using var key = certificate.GetRSAPublicKey();
            return key is not null && Limited(key.ExportParameters(includePrivateParameters: false)) is { } parameters
                ? (parameters, new ValidityPeriod(certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime()))
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
