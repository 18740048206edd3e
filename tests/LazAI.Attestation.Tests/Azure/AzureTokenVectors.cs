using System.Globalization;
using System.Text.Json;

namespace LazAI.Attestation.Tests;

/// <summary>The vectors about tokens of Azure Attestation.</summary>
public static class AzureTokenVectors
{
    /// <summary>Accepts any measurement, but not any condition of the machine.</summary>
    /// <param name="allowMigration">The synthetic tokens do not speak of migration.</param>
    /// <param name="ageSecondsMaximum">The genuine tokens are verified an hour after they were issued.</param>
    public static EvidencePolicy Lenient(string issuer, bool allowMigration = true, int ageSecondsMaximum = 8 * 3600)
    {
        var token = new AzureTokenDemands([issuer], ageSecondsMaximum, ["azure-compliant-cvm"], RequireSecureBoot: false);
        var any = MeasurementRule.Any;
        return new EvidencePolicy(
            [], [], AllowDebug: false,
            AzureTdx: new AzureTdxDemands(token, ["UpToDate"], new TrustDomainDemands(
                any, any, any, any, any, any, any, any, any, any, RequireSeptVeDisable: false, AllowDebug: false, allowMigration)),
            AzureSnp: new AzureSnpDemands(
                token, new SnpTcbMinimum(0, 0, 0, 0, 0), new GuestDemands(any, any, any, any, 0, 0, AllowDebug: false, allowMigration)));
    }

    public static TheoryData<string> Cases(string kind)
    {
        var table = new TheoryData<string>(AttestationVectors.Index.GetProperty("cases").EnumerateArray()
            .Where(entry => entry.GetProperty("kind").GetString() == kind)
            .Select(entry => entry.GetProperty("id").GetString()!));
        return table.Count > 0 ? table : throw new InvalidOperationException($"{AttestationVectors.Root} holds no {kind}.");
    }

    public static byte[] File(JsonElement entry, string name) =>
        AttestationVectors.Read(entry.GetProperty("files").GetProperty(name).GetString()!);

    public static DateTimeOffset At(JsonElement entry) => DateTimeOffset.Parse(entry.GetProperty("at").GetString()!, CultureInfo.InvariantCulture);

    public static AzureTokenTrust Trust(JsonElement entry)
    {
        Assert.True(JsonWebKeySet.TryParse(File(entry, "jwks"), out var keys));
        return new AzureTokenTrust(entry.GetProperty("expected_issuer").GetString()!, keys);
    }

    /// <summary>What the sender of the token's request would compare: the runtime data where the vector has them, else the nonce <c>nonce-1</c>.</summary>
    public static EvidenceChallenge Binding(JsonElement entry)
    {
        var id = entry.GetProperty("id").GetString()!;
        if (entry.GetProperty("files").TryGetProperty("runtime_data", out _))
        {
            return EvidenceChallenge.ToRuntimeData(File(entry, "runtime_data"));
        }

        return EvidenceChallenge.ToClientPayloadNonce(id.StartsWith("syn-", StringComparison.Ordinal) ? "nonce-1"u8.ToArray() : "ADE0101"u8.ToArray());
    }
}
