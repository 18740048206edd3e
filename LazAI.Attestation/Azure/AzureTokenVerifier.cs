namespace LazAI.Attestation;

/// <summary>
/// Shows whether a token of Microsoft Azure Attestation (a JWT, RFC 7519, signed by RS256) is authentic and valid, in numbered steps of
/// trust order. Whether what it says is wanted is the question of <see cref="EvidencePolicy"/>.
/// </summary>
/// <remarks>A pure function of token, keys and time: hostile bytes make it refuse, never throw.</remarks>
public static class AzureTokenVerifier
{
    /// <summary>What is true of the token at the given time: <see cref="AzureTokenVerified"/>, or the first reason to refuse it.</summary>
    /// <param name="token">The token in its compact form, in ASCII, without blanks around it.</param>
    /// <param name="trust">The instance and its keys.</param>
    /// <param name="at">The time of verification.</param>
    public static EvidenceVerification Verify(ReadOnlyMemory<byte> token, AzureTokenTrust trust, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(trust);

        // 1. Three segments of canonical base64url, a header without demands, claims of the forms that are known.
        if (JsonWebSignature.TryParse(token, out var fault) is not { } signed
            || !AzureTokenClaims.TryParse(signed.Payload, out var claims, out fault))
        {
            return new EvidenceRefused(AttestationErrors.TokenMalformed, fault);
        }

        // 2. The one algorithm that Azure uses: what a key is good for must not be the sender's choice (RFC 8725 section 3.1).
        if (signed.Algorithm != "RS256")
        {
            return new EvidenceRefused(AttestationErrors.TokenAlgorithmRefused, $"alg '{signed.Algorithm}'");
        }

        // 3. The key is the instance's, is strong, and its certificate is valid; 4. it signed header and payload.
        // 5. The issuer is the instance, and so is where it says that its keys lie; 6. the time is within the token's.
        return CheckSignature(signed, trust, at)
            ?? CheckIssuer(signed, claims, trust)
            ?? CheckTimes(claims, trust.ClockDifferenceMaximum, at)
            ?? (EvidenceVerification)new AzureTokenVerified(claims, signed.KeyId);
    }

    private static EvidenceRefused? CheckSignature(JsonWebSignature signed, AzureTokenTrust trust, DateTimeOffset at)
    {
        var refusal = new EvidenceRefused(AttestationErrors.TokenKeyUnknown, $"kid '{signed.KeyId}' of {trust.Instance}");
        foreach (var key in trust.Keys.Find(signed.KeyId))
        {
            refusal = CheckKey(key, signed, at);
            if (refusal is null)
            {
                return null;
            }
        }

        return refusal;
    }

    private static EvidenceRefused? CheckKey(JsonWebKey key, JsonWebSignature signed, DateTimeOffset at)
    {
        if (key.ModulusBits < JsonWebKey.ModulusBitsMinimum)
        {
            return new EvidenceRefused(AttestationErrors.TokenKeyWeak, $"an RSA key of {key.ModulusBits} bits");
        }

        return key.CertificateValidity?.Check(at)
            ?? (key.Signed(signed.SigningInput.Span, signed.Signature)
                ? null
                : new EvidenceRefused(AttestationErrors.TokenSignatureInvalid, $"key '{key.Id}' did not sign the token"));
    }

    private static EvidenceRefused? CheckIssuer(JsonWebSignature signed, AzureTokenClaims claims, AzureTokenTrust trust)
    {
        if (!string.Equals(claims.Issuer, trust.Instance, StringComparison.Ordinal))
        {
            return new EvidenceRefused(AttestationErrors.TokenIssuerMismatch, $"iss '{claims.Issuer}' instead of '{trust.Instance}'");
        }

        return signed.KeyAddress is null || string.Equals(signed.KeyAddress, trust.Instance + "/certs", StringComparison.Ordinal)
            ? null
            : new EvidenceRefused(AttestationErrors.TokenKeyAddressMismatch, $"jku '{signed.KeyAddress}'");
    }

    private static EvidenceRefused? CheckTimes(AzureTokenClaims claims, TimeSpan clockDifference, DateTimeOffset at)
    {
        if (claims is not { IssuedAt: { } issued, NotBefore: { } begin, Expires: { } end })
        {
            var missing = claims.IssuedAt is null ? "iat" : claims.NotBefore is null ? "nbf" : "exp";
            return new EvidenceRefused(AttestationErrors.TokenTimeMissing, missing);
        }

        // Differences, since a sum of a time at the calendar's end would leave it.
        if (begin - at > clockDifference || issued - at > clockDifference)
        {
            return new EvidenceRefused(AttestationErrors.TokenNotYetValid, $"issued {issued.UtcDateTime:u}, valid from {begin.UtcDateTime:u}");
        }

        return at - end >= clockDifference
            ? new EvidenceRefused(AttestationErrors.TokenExpired, $"valid until {end.UtcDateTime:u}")
            : null;
    }
}
