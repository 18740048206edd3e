using System.Security.Cryptography;
using System.Text;
using LazAI.Attestation;
using LazAI.Attestation.Development;
using LazAI.Cli.Invocation;
using LazAI.Client.Tests.Attestation.Collateral;
using LazAI.Testing.Attestation;
using LazAI.Testing.Vectors;

namespace LazAI.Client.Tests.Cli.Attestation;

public sealed class AttestCommandTests : IDisposable
{
    private const string Tdx = CollateralWorld.Tdx;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lazai-attest-");

    [VectorFact("attestation")]
    public async Task Inspect_Quote_ShowsFieldsAndSaysThatNothingIsVerified()
    {
        var run = await CommandRun.OfAsync("attest", "inspect", AttestationCase.Of(Tdx).FileOf("quote")!);

        Assert.Equal(ExitCode.Success, run.Exit);
        Assert.Contains("TDX quote of version 4", run.Output, StringComparison.Ordinal);
        Assert.Contains("91eb2b44d141d4ece09f0c75c2c53d247a3c68edd7fafe8a3520c942a604a407de03ae6dc5f87f27428b2538873118b7", run.Output, StringComparison.Ordinal);
        Assert.Contains("Intel SGX PCK Certificate", run.Output, StringComparison.Ordinal);
        Assert.Contains("B0C06F000000", run.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing above has been verified", run.Output, StringComparison.Ordinal);
    }

    /// <summary>The fields that the index knows of each genuine quote, under their names.</summary>
    [VectorFact("attestation")]
    public async Task Inspect_EveryGenuineQuote_ShowsTheFieldsOfTheIndex()
    {
        using var index = System.Text.Json.JsonDocument.Parse(AttestationCase.Read("index.json"));
        foreach (var quote in index.RootElement.GetProperty("quotes_parsed").EnumerateObject())
        {
            var run = await CommandRun.OfAsync("attest", "inspect", AttestationCase.PathOf(quote.Name), "--json");

            Assert.Equal(ExitCode.Success, run.Exit);
            var values = run.Json.GetProperty("groups").EnumerateArray()
                .SelectMany(group => group.GetProperty("fields").EnumerateArray())
                .Select(field => field.GetProperty("value").GetString()!.ToLowerInvariant())
                .ToHashSet();
            foreach (var name in new[] { "report_data", "mrseam", "mrtd", "fmspc", "mrenclave", "mrsigner", "pck_cpusvn" })
            {
                if (quote.Value.TryGetProperty(name, out var expected))
                {
                    Assert.Contains(expected.GetString()!.ToLowerInvariant(), values);
                }
            }
        }
    }

    [VectorTheory]
    [InlineData("hex")]
    [InlineData("0x hex in lines")]
    [InlineData("base64")]
    [InlineData("base64url")]
    public async Task Inspect_QuoteAsText_IsRecognised(string form)
    {
        var quote = AttestationCase.Of(Tdx).Bytes("quote");
        var text = form switch
        {
            "hex" => Convert.ToHexString(quote),
            "base64" => Convert.ToBase64String(quote, Base64FormattingOptions.InsertLineBreaks),
            "base64url" => System.Buffers.Text.Base64Url.EncodeToString(quote),
            _ => "0x" + string.Join('\n', Convert.ToHexStringLower(quote).Chunk(64).Select(line => new string(line))),
        };

        var run = await CommandRun.OfAsync("attest", "inspect", Write("quote.txt", Encoding.ASCII.GetBytes(text)), "--json");

        Assert.Equal(ExitCode.Success, run.Exit);
        Assert.Equal(form.StartsWith("base64", StringComparison.Ordinal) ? "base64" : "hexadecimal", run.Json.GetProperty("encoding").GetString());
    }

    [VectorFact("attestation")]
    public async Task Inspect_ReportWithTable_ShowsItsCertificates()
    {
        var file = Write("evidence", [.. Report(), .. Table()]);

        var run = await CommandRun.OfAsync("attest", "inspect", file);

        Assert.Contains("SEV-SNP report of version 3 with a certificate table", run.Output, StringComparison.Ordinal);
        Assert.Contains("Certificate table, VCEK: SEV-VCEK", run.Output, StringComparison.Ordinal);
        Assert.Contains("ARK-Genoa", run.Output, StringComparison.Ordinal);
    }

    [VectorFact("attestation")]
    public async Task Verify_ReportWithTable_NeedsNothingElseAndSaysThatRevocationIsUnchecked()
    {
        var file = Write("evidence", [.. Report(), .. Table()]);

        var run = await CommandRun.OfAsync("attest", "verify", file, "--at", "2025-06-01T00:00:00Z");
        var beside = await CommandRun.OfAsync(
            "attest", "verify", Write("report", Report()), "--certificates", Write("auxblob", Table()), "--at", "2025-06-01T00:00:00Z");
        var alone = await CommandRun.OfAsync("attest", "verify", Write("report", Report()), "--at", "2025-06-01T00:00:00Z");

        Assert.Equal((ExitCode.Unjudged, ExitCode.Unjudged, ExitCode.Unusable), (run.Exit, beside.Exit, alone.Exit));
        Assert.Contains("revocation was not checked", run.Output, StringComparison.Ordinal);
        Assert.Contains("attestation/collateral-required", alone.Error, StringComparison.Ordinal);
        Assert.Contains("--kds", alone.Error, StringComparison.Ordinal);
    }

    [VectorFact("attestation")]
    public async Task Verify_ReportWithCertificateFilesInAnyOrder_IsAuthenticAndCheckedAgainstTheList()
    {
        var entry = AttestationCase.Of("syn-snp-crl-clean");
        var (leaf, chain) = (entry.FileOf("endorsement_key")!, entry.FileOf("ask_ark")!);
        string[] verify = ["attest", "verify", entry.FileOf("report")!, "--dangerous-root", chain, "--at", entry.At];

        var run = await CommandRun.OfAsync([.. verify, "--crl", entry.FileOf("crl")!, "--certificates", chain, leaf]);
        var unlisted = await CommandRun.OfAsync([.. verify, "--certificates", chain, "--certificates", leaf]);
        var lacking = await CommandRun.OfAsync([.. verify, "--certificates", chain]);
        var junk = await CommandRun.OfAsync([.. verify, "--certificates", chain, Write("junk.der", "no certificate"u8.ToArray())]);
        var twice = await CommandRun.OfAsync([.. verify, "--certificates", chain, leaf, "--crl", entry.FileOf("crl")!, "--kds", "http://127.0.0.1:1/"]);

        var unused = await CommandRun.OfAsync([.. verify, "--certificates", chain, leaf, "--collateral", chain]);
        var ofQuote = await CommandRun.OfAsync("attest", "verify", AttestationCase.Of(Tdx).FileOf("quote")!, "--crl", entry.FileOf("crl")!);

        Assert.Equal((ExitCode.Unjudged, ExitCode.Unjudged), (run.Exit, unlisted.Exit));
        Assert.DoesNotContain("revocation was not checked", run.Output, StringComparison.Ordinal);
        Assert.Contains("revocation was not checked", unlisted.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Unusable, ExitCode.Unusable, ExitCode.Unusable), (lacking.Exit, junk.Exit, twice.Exit));
        Assert.Contains("0 endorsement keys (VCEK or VLEK), 1 signing keys", lacking.Error, StringComparison.Ordinal);
        Assert.Contains("no certificate", junk.Error, StringComparison.Ordinal);
        Assert.Contains("--crl and --kds exclude each other", twice.Error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Unusable, ExitCode.Unusable), (unused.Exit, ofQuote.Exit));
        Assert.Contains("--certificates and --collateral exclude each other", unused.Error, StringComparison.Ordinal);
        Assert.Contains("are for SEV-SNP reports", ofQuote.Error, StringComparison.Ordinal);
    }

    /// <summary>What was kept of an Azure machine without its TPM: the paravisor's report, then the certificates in PEM.</summary>
    [VectorFact("attestation")]
    public async Task Verify_ParavisorReportWithCertificatesBehind_IsAuthentic()
    {
        var hcl = AttestationCase.Of("azure-vtpm-snp-genoa").Bytes("hcl");
        Assert.True(HclReport.TryParse(hcl, out var report, out _));
        var length = 32 + 1184 + 20 + report.RuntimeData.Length;
        var leaf = "-----BEGIN CERTIFICATE-----\n" + Convert.ToBase64String(AttestationCase.Read("snp/certs/snp-genoa-azure-hcl-ek.der")) + "\n-----END CERTIFICATE-----\n";
        var file = Write("evidence", [.. hcl[..length], .. Encoding.ASCII.GetBytes(leaf), .. AttestationCase.Read("snp/certs/amd-genoa-vcek-ask-ark.pem")]);

        var run = await CommandRun.OfAsync("attest", "verify", file, "--at", "2025-06-01T00:00:00Z");

        Assert.True(run.Exit == ExitCode.Unjudged, run.Output + run.Error);
        Assert.Contains("The hardware vouches for the runtime data", run.Output, StringComparison.Ordinal);
        Assert.Contains("No quote of the TPM was given", run.Output, StringComparison.Ordinal);
    }

    /// <summary>What the worker sends: the genuine machine was asked with another nonce than a session's, and all before that link holds.</summary>
    [VectorFact("attestation")]
    public async Task Verify_ParavisorEvidenceWithItsTpmQuote_IsVerifiedToTheNonce()
    {
        var entry = AttestationCase.Of("azure-vtpm-snp-genoa");
        var hcl = entry.Bytes("hcl");
        Assert.True(HclReport.TryParse(hcl, out var report, out _));
        var leaf = "-----BEGIN CERTIFICATE-----\n" + Convert.ToBase64String(AttestationCase.Read("snp/certs/snp-genoa-azure-hcl-ek.der")) + "\n-----END CERTIFICATE-----\n";
        using var pcrs = System.Text.Json.JsonDocument.Parse(entry.Bytes("pcrs"));
        byte[] Paravisor(byte[] hardware) => ParavisorEvidence.Write(
            hcl.AsSpan(0, 32 + 1184 + 20 + report.RuntimeData.Length),
            hardware,
            entry.Bytes("tpm_quote_message"),
            entry.Bytes("tpm_quote_signature"),
            pcrs.RootElement.GetProperty("pcrs").EnumerateArray().Select(value => new ReadOnlyMemory<byte>(Convert.FromHexString(value.GetString()!))));
        var file = Write("evidence", Paravisor([.. Encoding.ASCII.GetBytes(leaf), .. AttestationCase.Read("snp/certs/amd-genoa-vcek-ask-ark.pem")]));

        var run = await CommandRun.OfAsync("attest", "verify", file, "--at", "2025-06-01T00:00:00Z");

        Assert.Equal(ExitCode.NotAuthentic, run.Exit);
        Assert.Contains("attestation/tpm-nonce-mismatch", run.Output, StringComparison.Ordinal);

        // The same behind a token, which is about another machine.
        var token = AttestationCase.Of("maa-tdx-bound");
        var both = Write("both", [.. token.Bytes("token"), (byte)'\n', .. Paravisor([])]);
        var judged = await CommandRun.OfAsync(
            "attest", "verify", both, "--at", token.At, "--jwks", token.FileOf("jwks")!, "--issuer", token.Entry.GetProperty("expected_issuer").GetString()!);
        var inspected = await CommandRun.OfAsync("attest", "inspect", file);

        Assert.Equal((ExitCode.NotAuthentic, ExitCode.Success), (judged.Exit, inspected.Exit));
        Assert.Contains("attestation/hcl-runtime-data-mismatch", judged.Output, StringComparison.Ordinal);
        Assert.Contains("pcrSelect", inspected.Output, StringComparison.Ordinal);
    }

    [VectorFact("attestation")]
    public async Task Verify_Exported_VerifiesFromTheBundleAndFromItsFolder()
    {
        var entry = AttestationCase.Of(Tdx);
        var bundles = Directory.CreateDirectory(Path.Combine(_folder.FullName, "bundles"));
        var exported = Path.Combine(bundles.FullName, "exported.json");
        string[] verify = ["attest", "verify", entry.FileOf("quote")!, "--at", entry.At, "--json"];

        var first = await CommandRun.OfAsync([.. verify, "--collateral", entry.FileOf("collateral")!, "--export-bundle", exported]);
        var fromFile = await CommandRun.OfAsync([.. verify, "--collateral", exported]);
        var fromFolder = await CommandRun.OfAsync([.. verify, "--collateral", bundles.FullName]);
        var inspected = await CommandRun.OfAsync("attest", "inspect", exported, "--json");

        Assert.Equal([ExitCode.Unjudged, ExitCode.Unjudged, ExitCode.Unjudged], new[] { first.Exit, fromFile.Exit, fromFolder.Exit });
        Assert.Equal(first.Output, fromFile.Output);
        Assert.Equal(first.Output, fromFolder.Output);
        Assert.Contains(first.Json.GetProperty("bundleHash").GetString()![2..], inspected.Output, StringComparison.Ordinal);
    }

    [VectorFact("attestation")]
    public async Task Verify_RefusedEvidence_ExportsNothing()
    {
        var entry = AttestationCase.Of("tdx-v4-level-not-supported");
        var file = Path.Combine(_folder.FullName, "exported.json");

        var run = await CommandRun.OfAsync(
            "attest", "verify", entry.FileOf("quote")!, "--at", entry.At, "--collateral", entry.FileOf("collateral")!, "--export-bundle", file);

        Assert.Equal(ExitCode.NotAuthentic, run.Exit);
        Assert.False(File.Exists(file));
        Assert.Contains("attestation/tcb-level-not-supported", run.Output, StringComparison.Ordinal);
    }

    [VectorFact("attestation")]
    public async Task Verify_WithoutPolicy_HoldsReportDataAgainstTheGiven()
    {
        var entry = AttestationCase.Of(Tdx);
        string[] verify = ["attest", "verify", entry.FileOf("quote")!, "--at", entry.At, "--collateral", entry.FileOf("collateral")!];
        Assert.True(DcapQuote.TryParse(entry.Bytes("quote"), out var quote, out _));

        var right = await CommandRun.OfAsync([.. verify, "--report-data", quote.ReportData.ToString()]);
        var wrong = await CommandRun.OfAsync([.. verify, "--report-data", "00"]);
        var unsaid = await CommandRun.OfAsync(verify);

        Assert.Equal((ExitCode.Unjudged, ExitCode.Refused, ExitCode.Unjudged), (right.Exit, wrong.Exit, unsaid.Exit));
        Assert.Contains("attestation/report-data-mismatch", wrong.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing ties this evidence to you", unsaid.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing ties this evidence to you", right.Output, StringComparison.Ordinal);
    }

    [VectorFact("attestation")]
    public async Task Verify_QuoteCutOffAnywhere_IsNotAuthenticOrNotEvenRecognised()
    {
        var quote = AttestationCase.Of(Tdx).Bytes("quote");
        for (var length = 1; length < quote.Length; length += 97)
        {
            var file = Write("cut", quote[..length]);

            var verified = await CommandRun.OfAsync("attest", "verify", file, "--at", "2025-06-20T10:32:27Z");
            var inspected = await CommandRun.OfAsync("attest", "inspect", file);

            Assert.Equal(ExitCode.Unusable, inspected.Exit);
            Assert.Contains(
                verified.Exit == ExitCode.NotAuthentic ? "attestation/quote-malformed" : "is no evidence of a kind that is known here",
                verified.Output + verified.Error,
                StringComparison.Ordinal);
            Assert.Contains("\n  ", inspected.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>Whatever a stranger writes: an answer or a message, never a fault of ours.</summary>
    [VectorFact("attestation")]
    public async Task Inspect_DamagedEvidence_ShowsOrRefuses()
    {
        var random = new Random(20261123);
        var evidence = AttestationCase.All
            .Where(entry => entry.Entry.GetProperty("origin").GetString() == "genuine")
            .SelectMany(entry => new[] { "quote", "report", "hcl", "token", "tpm_quote_message", "auxblob" }.Select(entry.FileOf))
            .OfType<string>()
            .Distinct()
            .Select(File.ReadAllBytes)
            .ToArray();
        Assert.NotEmpty(evidence);
        for (var round = 0; round < 600; round++)
        {
            var bytes = (byte[])evidence[round % evidence.Length].Clone();
            for (var flips = random.Next(4); flips > 0; flips--)
            {
                bytes[random.Next(Math.Min(bytes.Length, 1 << random.Next(3, 13)))] = (byte)random.Next(256);
            }

            var run = await CommandRun.OfAsync("attest", "inspect", Write("damaged", bytes[..random.Next(1, bytes.Length + 1)]), "--json");

            Assert.True(run.Exit is ExitCode.Success or ExitCode.Unusable, $"round {round}: {run.Exit}\n{run.Error}");
            Assert.Equal(run.Exit == ExitCode.Success, run.Output.Length > 0);
        }
    }

    [Fact]
    public async Task Verify_DevelopmentEvidence_IsNeverShownAsAnythingElse()
    {
        using var random = RandomNumberGenerator.Create();
        var (begin, end) = (DateTimeOffset.Parse("2026-01-01T00:00:00Z", null), DateTimeOffset.Parse("2027-01-01T00:00:00Z", null));
        using var root = DevelopmentRoot.Create(random, begin, end);
        using var issuer = DevelopmentQuoteIssuer.Create(root, random, begin, end);
        var file = Write("quote", issuer.Issue(new DevelopmentTrustDomain(), new ReportData([1])));
        string[] verify = ["attest", "verify", file, "--at", "2026-06-01T00:00:00Z"];

        var untrusted = await CommandRun.OfAsync(verify);
        var trusted = await CommandRun.OfAsync([.. verify, "--trust-development-root", root.Fingerprint.ToString()]);

        Assert.Equal((ExitCode.NotAuthentic, ExitCode.Unjudged), (untrusted.Exit, trusted.Exit));
        Assert.Contains("attestation/root-untrusted", untrusted.Output, StringComparison.Ordinal);
        Assert.Contains("DEVELOPMENT EVIDENCE: proves nothing about hardware.", trusted.Output, StringComparison.Ordinal);
        Assert.Contains("no hardware stands behind a development root", trusted.Output, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> BadFiles() => new()
    {
        { "empty", "is empty" },
        { "missing", "There is no file" },
        { "folder", "is a folder" },
        { "random", "is no evidence of a kind that is known here" },
        { "text", "is no evidence of a kind that is known here" },
        { "zeros", "is no evidence of a kind that is known here" },
        { "huge", "has more than 8388608 bytes" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public async Task File_OfNoUse_IsNamedWithWhatToDo(string what, string message)
    {
        var file = Path.Combine(_folder.FullName, what);
        switch (what)
        {
            case "empty":
                File.WriteAllBytes(file, []);
                break;
            case "folder":
                Directory.CreateDirectory(file);
                break;
            case "random":
                File.WriteAllBytes(file, SHA256.HashData("a seed"u8));
                break;
            case "text":
                File.WriteAllText(file, "This is no evidence at all.");
                break;
            case "zeros":
                File.WriteAllBytes(file, new byte[4096]);
                break;
            case "huge":
                using (var stream = File.Create(file))
                {
                    stream.SetLength(100L * 1024 * 1024);
                }

                break;
        }

        foreach (var command in new[] { "inspect", "verify" })
        {
            var run = await CommandRun.OfAsync("attest", command, file);

            Assert.Equal(ExitCode.Unusable, run.Exit);
            Assert.Contains(message, run.Error, StringComparison.Ordinal);
            Assert.Contains("\n  ", run.Error, StringComparison.Ordinal);
            Assert.Empty(run.Output);
        }
    }

    [VectorTheory]
    [InlineData("--at", "yesterday", "is no time")]
    [InlineData("--report-data", "xyz", "hexadecimal digits")]
    [InlineData("--report-data", "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000", "64 bytes")]
    [InlineData("--collateral", "missing.json", "There is no file")]
    [InlineData("--pcs", "ftp://example.invalid", "is no http:// or https:// address")]
    [InlineData("--nonce", "n", "judged by a policy")]
    [InlineData("--policy", "missing.json", "There is no file")]
    [InlineData("--dangerous-root", "missing.pem", "There is no file")]
    public async Task Verify_ArgumentOfNoUse_SaysWhy(string option, string value, string message)
    {
        var run = await CommandRun.OfAsync("attest", "verify", AttestationCase.Of(Tdx).FileOf("quote")!, option, value);

        Assert.Equal(ExitCode.Unusable, run.Exit);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [VectorFact("attestation")]
    public async Task Verify_CollateralThatIsNone_IsUndecided()
    {
        var quote = AttestationCase.Of(Tdx).FileOf("quote")!;

        var none = await CommandRun.OfAsync("attest", "verify", quote, "--collateral", Write("none.json", "{}"u8.ToArray()));
        var other = await CommandRun.OfAsync("attest", "verify", quote, "--collateral", Write(
            "other.json", new SnpBundle(new SnpCertificates(new byte[] { 1 }, new byte[] { 2 }, new byte[] { 3 })).Serialize()));
        var missing = await CommandRun.OfAsync("attest", "verify", quote);

        Assert.Equal([ExitCode.Unusable, ExitCode.Unusable, ExitCode.Unusable], new[] { none.Exit, other.Exit, missing.Exit });
        Assert.Contains("attestation/collateral-malformed", none.Error, StringComparison.Ordinal);
        Assert.Contains("a bundle for SEV-SNP reports, not for a quote", other.Error, StringComparison.Ordinal);
        Assert.Contains("UNDECIDED", missing.Output, StringComparison.Ordinal);
        Assert.Contains("--pcs", missing.Error, StringComparison.Ordinal);
    }

    [VectorFact("attestation")]
    public async Task Verify_WithServices_FetchesOnceAndThenNotAgain()
    {
        var entry = AttestationCase.Of(Tdx);
        await using var world = await CollateralWorld.StartAsync();
        string[] verify =
        [
            "attest", "verify", entry.FileOf("quote")!, "--at", entry.At, "--json", "--pcs", world.Vendor.Address.ToString(),
            "--root-crl", world.Vendor.RootCrl, "--cache", world.Folder.FullName,
        ];

        var first = await CommandRun.OfAsync(verify);
        var second = await CommandRun.OfAsync(verify);

        Assert.True(first.Exit == ExitCode.Unjudged, first.Output + first.Error);
        Assert.Equal("UpToDate", first.Json.GetProperty("tcb").GetProperty("status").GetString());
        Assert.Equal(first.Output, second.Output);
        Assert.Equal(4, world.Vendor.Service.Calls.Count);
    }

    /// <summary>Only the other vendor's service was named.</summary>
    [VectorFact("attestation")]
    public async Task Verify_WithoutASourceForIt_SaysWhatIsMissing()
    {
        await using var world = await CollateralWorld.StartAsync();
        string[] services = ["--cache", world.Folder.FullName, "--at", "2025-06-20T10:32:27Z"];

        var quote = await CommandRun.OfAsync(
            ["attest", "verify", AttestationCase.Of(Tdx).FileOf("quote")!, "--kds", world.Vendor.Address.ToString(), .. services]);
        var report = await CommandRun.OfAsync(["attest", "verify", Write("report", Report()), "--pccs", world.Vendor.Address.ToString(), .. services]);
        var withTable = await CommandRun.OfAsync(
            ["attest", "verify", Write("both", [.. Report(), .. Table()]), "--pccs", world.Vendor.Address.ToString(), .. services]);

        Assert.Equal([ExitCode.Unusable, ExitCode.Unusable, ExitCode.Unjudged], new[] { quote.Exit, report.Exit, withTable.Exit });
        Assert.Contains("attestation/collateral-required", quote.Error, StringComparison.Ordinal);
        Assert.Contains("attestation/collateral-required", report.Error, StringComparison.Ordinal);
        Assert.Empty(world.Vendor.Service.Calls);
    }

    /// <summary>A reader of the JSON relies on these names.</summary>
    [VectorFact("attestation")]
    public async Task Json_OfAnInspection_HasTheseMembers()
    {
        var run = await CommandRun.OfAsync("attest", "inspect", AttestationCase.Of(Tdx).FileOf("quote")!, "--json");

        Assert.Equal(["encoding", "groups", "kind", "length", "notVerified"], run.Json.EnumerateObject().Select(member => member.Name));
        var group = run.Json.GetProperty("groups")[0];
        Assert.Equal(["fields", "name"], group.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["meaning", "name", "value"], group.GetProperty("fields")[1].EnumerateObject().Select(member => member.Name));
    }

    [VectorFact("attestation")]
    public async Task Verify_ServiceAway_EndsAsUnreachable()
    {
        var run = await CommandRun.OfAsync(
            "attest", "verify", AttestationCase.Of(Tdx).FileOf("quote")!, "--pcs", "http://127.0.0.1:1", "--root-crl", "http://127.0.0.1:1/crl",
            "--cache", _folder.FullName, "--timeout", "1");

        Assert.Equal(ExitCode.Unreachable, run.Exit);
        Assert.Contains("give a bundle by --collateral", run.Error, StringComparison.Ordinal);
    }

    [VectorFact("attestation")]
    public async Task Verify_PlatformUnknownToTheService_IsUnusable()
    {
        await using var world = await CollateralWorld.StartEmptyAsync(DateTimeOffset.UnixEpoch);

        var run = await CommandRun.OfAsync(
            "attest", "verify", AttestationCase.Of(Tdx).FileOf("quote")!, "--pcs", world.Vendor.Address.ToString(), "--root-crl", world.Vendor.RootCrl,
            "--cache", _folder.FullName);

        Assert.Equal(ExitCode.Unusable, run.Exit);
        Assert.Contains("does not know this platform", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Killed in the middle of a fetch, the cache is as it was, and the next run works.</summary>
    [VectorFact("attestation")]
    public async Task Verify_KilledWhileItFetches_LeavesACacheThatWorks()
    {
        var entry = AttestationCase.Of(Tdx);
        await using var world = await CollateralWorld.StartAsync();
        world.Vendor.Instead = (CollateralWorld.TcbPath, (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        string[] verify =
        [
            "attest", "verify", entry.FileOf("quote")!, "--at", entry.At, "--pcs", world.Vendor.Address.ToString(),
            "--root-crl", world.Vendor.RootCrl, "--cache", world.Folder.FullName,
        ];
        using (var process = CommandRun.Start(verify))
        {
            await world.Vendor.Service.WhenCalledAsync(4);
            process.Kill();
            await process.WaitForExitAsync();
        }

        world.Vendor.Instead = null;

        var run = await CommandRun.OfProcessAsync(verify);

        Assert.True(run.Exit == ExitCode.Unjudged, run.Output + run.Error);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte[] Report() => AttestationCase.Of("snp-v3-genoa-tsm-veraison").Bytes("report");

    private static byte[] Table() => AttestationCase.Of("snp-auxblob-genoa").Bytes("auxblob");

    private string Write(string name, byte[] bytes)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(file, bytes);
        return file;
    }
}
