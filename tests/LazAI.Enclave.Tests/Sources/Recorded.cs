using System.Text.Json;
using LazAI.Testing.Vectors;

namespace LazAI.Enclave.Tests.Sources;

/// <summary>What genuine hardware gave out, from the vectors.</summary>
internal static class Recorded
{
    public const string Folder = "attestation";

    public static byte[] TdxQuote() => Read("dcap/quotes/tdx-v4-gcp-2025.bin");

    public static byte[] TdxQuoteV5() => Read("dcap/quotes/tdx-v5-google-2026.bin");

    public static byte[] SnpReport() => Read("snp/reports/snp-v3-genoa-tsm-veraison.bin");

    public static byte[] SnpCertificates() => Read("snp/certs/snp-v3-genoa-tsm-auxblob.bin");

    public static byte[] AzureSnpReport() => Read("snp/hcl/azure-vtpm-snp-genoa-hcl.bin");

    public static byte[] AzureTdxReport() => Read("snp/hcl/azure-vtpm-tdx-hcl.bin");

    public static byte[] AzureTdxQuote() => Read("snp/hcl/azure-vtpm-tdx-td-quote.bin");

    public static (byte[] Message, byte[] Signature, byte[][] Pcrs) AzureTpmQuote()
    {
        using var pcrs = JsonDocument.Parse(Read("snp/hcl/azure-vtpm-tdx-pcrs.json"));
        return (
            Read("snp/hcl/azure-vtpm-tdx-tpm-quote-message.bin"),
            Read("snp/hcl/azure-vtpm-tdx-tpm-quote-signature.bin"),
            [.. pcrs.RootElement.GetProperty("pcrs").EnumerateArray().Select(pcr => Convert.FromHexString(pcr.GetString()!))]);
    }

    private static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(VectorSuite.Root, Folder, file));
}
