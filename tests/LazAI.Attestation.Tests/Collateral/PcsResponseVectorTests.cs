using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LazAI.Attestation.Tests;

/// <summary>Genuine answers of Intel's service: what they say, and that they are signed.</summary>
public sealed class PcsResponseVectorTests
{
    public static TheoryData<string> Responses() => AttestationVectors.Cases("pcs-response");

    public static TheoryData<string> Lists() => AttestationVectors.Cases("crl");

    [VectorTheory]
    [MemberData(nameof(Responses))]
    public void PcsResponseVector_Read_IsSignedAndHasTheFieldsOfTheIndex(string id)
    {
        var entry = AttestationVectors.Case(id);
        var expected = entry.GetProperty("expected");
        var body = AttestationVectors.File(entry, "body");
        var header = Encoding.UTF8.GetString(AttestationVectors.File(entry, "issuer_chain_header"));
        var isTcbInfo = expected.GetProperty("fmspc").ValueKind == JsonValueKind.String;

        Assert.True(isTcbInfo
            ? PcsResponse.TryReadTcbInfo(body, header, out var signed)
            : PcsResponse.TryReadQeIdentity(body, header, out signed));

        var chain = Chain(signed!.IssuerChain);
        var roots = new TrustedRootKeys([AttestationVectors.RootOf(entry)]);
        var signer = RootIssuedKey.Verify(chain, roots, mayIssue: false, out var fault);
        Assert.Null(fault);
        Assert.True(signer!.Validity.Contains(AttestationVectors.At(entry)));
        Assert.True(signer.Key.VerifyEcdsa(signed.Text.Span, signed.Signature.Span));

        if (isTcbInfo)
        {
            Assert.True(TcbInfo.TryParse(signed.Text, out var info));
            Assert.Equal(expected.GetProperty("id").GetString(), info.IsTdx ? "TDX" : "SGX");
            Assert.Equal(expected.GetProperty("fmspc").GetString(), info.Fmspc, ignoreCase: true);
            AssertCommon(expected, info.IssueDate, info.NextUpdate, info.TcbEvaluationDataNumber, info.TcbLevels);
            Assert.Equal(expected.GetProperty("module_identities").GetInt32(), info.TdxModuleIdentities.Length);
        }
        else
        {
            Assert.True(QeIdentity.TryParse(signed.Text, out var identity));
            Assert.Equal(expected.GetProperty("id").GetString(), identity.Id);
            AssertCommon(expected, identity.IssueDate, identity.NextUpdate, identity.TcbEvaluationDataNumber, identity.TcbLevels);
        }
    }

    [VectorTheory]
    [MemberData(nameof(Responses))]
    public void PcsResponseVector_AskedForTheOtherText_IsRefused(string id)
    {
        var entry = AttestationVectors.Case(id);
        var body = AttestationVectors.File(entry, "body");
        var isTcbInfo = entry.GetProperty("expected").GetProperty("fmspc").ValueKind == JsonValueKind.String;

        Assert.False(isTcbInfo ? PcsResponse.TryReadQeIdentity(body, "", out _) : PcsResponse.TryReadTcbInfo(body, "", out _));
    }

    [VectorTheory]
    [MemberData(nameof(Lists))]
    public void CrlVector_Read_IsSignedAndHasTheFieldsOfTheIndex(string id)
    {
        var entry = AttestationVectors.Case(id);
        var expected = entry.GetProperty("expected");

        Assert.True(CertificateRevocationList.TryParse(AttestationVectors.File(entry, "crl"), out var list, out _));

        Assert.Equal(expected.GetProperty("issuer").GetString(), Encoding.UTF8.GetString(list.IssuerCommonName));
        Assert.Equal(Time(expected, "this_update"), list.ThisUpdate);
        Assert.Equal(Time(expected, "next_update"), list.NextUpdate);
        Assert.True(list.IsCurrent(AttestationVectors.At(entry)));
        Assert.Equal(expected.GetProperty("revoked_count").GetInt32(), list.Revoked.Count);
        var serials = list.Revoked.Select(serial => serial.ToString()).ToHashSet();
        Assert.All(expected.GetProperty("revoked_serials_hex").EnumerateArray(), serial => Assert.Contains(serial.GetString()!.PadLeft(40, '0'), serials));
        Assert.NotNull(CertificateVectors.IssuerOf(list.Issuer, key => key.Signed(list)));
    }

    private static void AssertCommon<T>(
        JsonElement expected, DateTimeOffset issueDate, DateTimeOffset nextUpdate, int number, ImmutableArray<T> levels)
        where T : TcbLevel
    {
        Assert.Equal(Time(expected, "issueDate"), issueDate);
        Assert.Equal(Time(expected, "nextUpdate"), nextUpdate);
        Assert.Equal(expected.GetProperty("tcbEvaluationDataNumber").GetInt32(), number);
        Assert.Equal(expected.GetProperty("levels").GetInt32(), levels.Length);
        Assert.Equal(
            expected.GetProperty("statuses").EnumerateArray().Select(status => status.GetString()),
            levels.Select(level => level.Status.ToString()));
    }

    private static ImmutableArray<Certificate> Chain(ReadOnlyMemory<byte> pem)
    {
        Assert.True(CertificatePem.TryDecode(pem.Span, out var der));
        return [.. der.Select(bytes => Certificate.TryParse(bytes, out var certificate, out _) ? certificate : throw new InvalidDataException())];
    }

    private static DateTimeOffset Time(JsonElement entry, string name) =>
        DateTimeOffset.Parse(entry.GetProperty(name).GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
