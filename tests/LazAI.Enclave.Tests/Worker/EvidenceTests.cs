using System.Security.Cryptography;
using LazAI.Attestation;
using LazAI.Attestation.Development;
using LazAI.Enclave.Evidence;
using LazAI.Enclave.Hosting;
using LazAI.Protocol;
using LazAI.Testing;

namespace LazAI.Enclave.Tests.Worker;

public sealed class EvidenceTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1_780_000_000);

    [Fact]
    public void Measurement_SameFiles_IsTheSameAndAnyChangeShows()
    {
        var folder = Directory.CreateTempSubdirectory("lazai-measurement-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "LazAI.One.dll"), "one");
            File.WriteAllText(Path.Combine(folder, "LazAI.Two.dll"), "two");
            File.WriteAllText(Path.Combine(folder, "Other.dll"), "other");
            var measurement = EnclaveMeasurement.Compute(folder);

            File.WriteAllText(Path.Combine(folder, "Other.dll"), "changed");
            Assert.Equal(measurement, EnclaveMeasurement.Compute(folder));

            File.WriteAllText(Path.Combine(folder, "LazAI.Two.dll"), "twp");
            Assert.NotEqual(measurement, EnclaveMeasurement.Compute(folder));

            File.WriteAllText(Path.Combine(folder, "LazAI.Two.dll"), "two");
            File.Move(Path.Combine(folder, "LazAI.Two.dll"), Path.Combine(folder, "LazAI.Three.dll"));
            Assert.NotEqual(measurement, EnclaveMeasurement.Compute(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Prove_DevelopmentRoot_SaysMeasurementAndReportDataAndHoldsWeeksLater()
    {
        using var random = RandomNumberGenerator.Create();
        using var root = DevelopmentRoot.Create(random, s_now.AddDays(-1), s_now.AddYears(1));
        var time = new ManualTime(s_now);
        var measurement = new Measurement48(SHA384.HashData("code"u8));
        using var provider = new DevelopmentEvidenceProvider(root, measurement, time);
        var verifier = new DcapQuoteVerifier([root.TrustedRoot]);
        var reportData = new ReportData(SHA256.HashData("session"u8));

        foreach (var days in new[] { 0, 3, 30 })
        {
            time.Advance(TimeSpan.FromDays(days));
            var quote = await provider.ProveAsync(reportData, default);
            var verified = Assert.IsType<DcapQuoteVerified>(verifier.Verify(quote, null, time.GetUtcNow().AddDays(1)));
            Assert.Equal(measurement, verified.TrustDomain!.MrTd);
            Assert.Equal(reportData, verified.ReportData);
            Assert.False(verified.IsDebug);
        }
    }

    [Fact]
    public void Description_DevelopmentProvider_SaysThatItProvesNothing()
    {
        using var random = RandomNumberGenerator.Create();
        using var root = DevelopmentRoot.Create(random, s_now, s_now.AddYears(1));
        using var provider = new DevelopmentEvidenceProvider(root, default, TimeProvider.System);

        Assert.Contains("DEVELOPMENT EVIDENCE", provider.Description, StringComparison.Ordinal);
        Assert.Contains("proves nothing about hardware", provider.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7_200, 3, 720)]
    [InlineData(100, 5, 20)]
    [InlineData(20, 15, 10)]
    public void RenewalSlots_SessionsOfAnyLength_LeaveTimeForLeases(long life, long lease, long expected)
    {
        var rules = ProtocolRules.Local with { LeaseSlots = lease };

        Assert.Equal(expected, EnclaveWorker.RenewalSlots(new Slot(1), new Slot(1 + life), rules));
    }
}
