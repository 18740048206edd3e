using LazAI.Attestation;
using LazAI.Client.Attestation.Collateral;
using LazAI.Testing;
using LazAI.Testing.Attestation;
using LazAI.Testing.Vectors;

namespace LazAI.Client.Tests.Attestation.Collateral;

public sealed class OfflineCollateralTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lazai-bundles-");

    [VectorFact("attestation")]
    public async Task Quote_AmongManyBundles_GetsTheOneThatVerifiesIt()
    {
        var entry = AttestationCase.Of(CollateralWorld.Tdx);
        var cases = AttestationCase.All.Where(other => other.Kind == "dcap-quote" && other.IsGenuine).ToArray();
        for (var index = 0; index < cases.Length; index++)
        {
            Write($"{index}.json", BundleOf(cases[index]));
        }

        Write("report.json", new SnpBundle(new SnpCertificates(new byte[] { 1 }, new byte[] { 2 }, new byte[] { 3 })));
        File.WriteAllText(Path.Combine(_folder.FullName, "README"), "no bundle");

        var answer = await Provider(entry.Time).FindForQuoteAsync(entry.Bytes("quote"));

        Assert.IsType<DcapQuoteVerified>(CollateralWorld.Verify(entry, answer));
    }

    [VectorFact("attestation")]
    public async Task Quote_WithoutAnyGoodBundle_GetsTheOneWithWhichItGetsFurthest()
    {
        var entry = AttestationCase.Of(CollateralWorld.Tdx);
        Write("a.json", BundleOf(AttestationCase.Of("tdx-v4-nearphala-20a06f")));
        Write("b.json", BundleOf(AttestationCase.Of("sgx-v3-phala-confsw")));
        Write("c.json", BundleOf(entry));

        var late = entry.Time.AddDays(40);
        var found = Assert.IsType<CollateralFound>(await Provider(late).FindForQuoteAsync(entry.Bytes("quote")));

        Assert.True(((DcapBundle)found.Bundle).TryReadCollateral(out var collateral, out _));
        var refused = Assert.IsType<EvidenceRefused>(new DcapQuoteVerifier(TrustedRoot.Intel).Verify(entry.Bytes("quote"), collateral, late));
        Assert.EndsWith("expired", refused.Code, StringComparison.Ordinal);
    }

    [VectorFact("attestation")]
    public async Task Report_WithItsBundle_IsVerified()
    {
        var entry = AttestationCase.Of("snp-v2-milan-virtee");
        Assert.True(SnpCertificates.TryDecode(entry.Bytes("endorsement_key"), entry.Bytes("ask_ark"), out var certificates));
        Write("a.json", new SnpBundle(certificates));

        var found = Assert.IsType<CollateralFound>(await Provider(entry.Time).FindForReportAsync(entry.Bytes("report"), default));

        Assert.Equal(certificates.EndorsementKey.ToArray(), ((SnpBundle)found.Bundle).Certificates.EndorsementKey.ToArray());
    }

    [VectorFact("attestation")]
    public async Task Folder_ThatChanges_IsReadAgain()
    {
        var entry = AttestationCase.Of(CollateralWorld.Tdx);
        var provider = Provider(entry.Time);
        Assert.Equal(
            AttestationErrors.CollateralRequired,
            Assert.IsType<CollateralNotFound>(await provider.FindForQuoteAsync(entry.Bytes("quote"))).Reason.Code);

        Write("a.json", BundleOf(entry));

        Assert.IsType<CollateralFound>(await provider.FindForQuoteAsync(entry.Bytes("quote")));
    }

    [Fact]
    public async Task Folder_ThatIsNotThere_HasNothing()
    {
        var provider = new OfflineCollateral(
            new DirectoryInfo(Path.Combine(_folder.FullName, "none")), new([]), new([]), TimeProvider.System);

        Assert.IsType<CollateralNotFound>(await provider.FindForReportAsync(default, default));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static DcapBundle BundleOf(AttestationCase entry) =>
        DcapCollateral.TryParse(entry.Bytes("collateral"), out var collateral, out var refusal)
            ? new DcapBundle(collateral.Parts)
            : throw new InvalidDataException(refusal.ToString());

    private OfflineCollateral Provider(DateTimeOffset at) =>
        new(_folder, new DcapQuoteVerifier(TrustedRoot.Intel), new SnpReportVerifier(SnpTrustedRoot.Amd), new MovableClock(at));

    private void Write(string name, CollateralBundle bundle) => File.WriteAllBytes(Path.Combine(_folder.FullName, name), bundle.Serialize());
}
