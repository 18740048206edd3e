using System.Text;
using LazAI.Attestation;
using LazAI.Client.Attestation.Collateral;
using LazAI.Cryptography;
using LazAI.Testing.Attestation;
using LazAI.Testing.Vectors;
using Microsoft.AspNetCore.Http;

namespace LazAI.Client.Tests.Attestation.Collateral;

/// <summary>Genuine answers over HTTP come together to what verifies genuine evidence; anything else is refused before it is kept.</summary>
public sealed class OnlineCollateralTests
{
    private const string TcbPath = CollateralWorld.TcbPath;

    [VectorTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Quote_OfAPlatform_IsVerifiedWithWhatTheServiceGives(bool asCache)
    {
        await using var world = await CollateralWorld.StartAsync(asCache);
        var entry = AttestationCase.Of(CollateralWorld.Tdx);

        var answer = await new OnlineCollateral(world.Cache(asCache ? world.Pccs() : world.Pcs())).FindForQuoteAsync(entry.Bytes("quote"));

        var verified = Assert.IsType<DcapQuoteVerified>(CollateralWorld.Verify(entry, answer));
        Assert.Equal(TcbStatus.UpToDate, verified.Tcb!.Status);
        Assert.Empty(((CollateralFound)answer).Remarks);
        var expected = new[]
        {
            asCache ? "/sgx/certification/v4/rootcacrl" : "/IntelSGXRootCA.der",
            "/sgx/certification/v4/pckcrl?ca=platform&encoding=der",
            "/tdx/certification/v4/qe/identity",
            "/tdx/certification/v4/tcb?fmspc=B0C06F000000",
        };
        Assert.Equal(expected.ToHashSet(), world.Vendor.Service.Calls.Select(call => call.Path).ToHashSet());
        Assert.Equal(expected.Length, world.Vendor.Service.Calls.Count);
    }

    [VectorFact("attestation")]
    public async Task Quote_Sgx_AsksForSgxAndTheProcessorAuthority()
    {
        var entry = AttestationCase.Of("sgx-v3-phala-confsw");
        await using var world = await CollateralWorld.StartEmptyAsync(entry.Time);
        world.Vendor.ServeIntel(entry, "00A067110000", "processor", isTdx: false);
        world.Vendor.ServeIntel(entry, "00A067110000", "platform", isTdx: false);

        var answer = await new OnlineCollateral(world.Cache()).FindForQuoteAsync(entry.Bytes("quote"));

        Assert.Equal(
            TcbStatus.ConfigurationAndSWHardeningNeeded, Assert.IsType<DcapQuoteVerified>(CollateralWorld.Verify(entry, answer)).Tcb!.Status);
        Assert.Equal(1, world.Vendor.CallsOf("/sgx/certification/v4/tcb?fmspc=00A067110000"));
    }

    /// <summary>Only a PCCS knows the PCK certificates of platforms that quotes merely name.</summary>
    [VectorFact("attestation")]
    public async Task Quote_NamingItsPlatform_HasItsCertificateFetchedFromAPccsOnly()
    {
        await using var world = await CollateralWorld.StartAsync(asCache: true);
        var quote = AttestationCase.Of("sgx-v3-encrypted-ppid").Bytes("quote");
        Assert.True(DcapQuote.TryParse(quote, out var parsed, out _));

        var notFound = Assert.IsType<CollateralNotFound>(await new OnlineCollateral(world.Cache(world.Pcs())).FindForQuoteAsync(quote));
        await Assert.ThrowsAsync<LazAIException>(() => new OnlineCollateral(world.Cache(world.Pccs())).FindForQuoteAsync(quote));

        Assert.Equal(AttestationErrors.PckChainRequired, notFound.Reason.Code);
        var call = Assert.Single(world.Vendor.Service.Calls);
        var data = Convert.ToHexString(parsed.CertificationData);
        Assert.Equal(
            $"/sgx/certification/v4/pckcert?qeid={Convert.ToHexString(parsed.Header.UserData[..16])}&cpusvn={data[768..800]}"
            + $"&pcesvn={data[800..804]}&pceid={data[804..808]}&encrypted_ppid={data[..768]}",
            call.Path);
    }

    /// <summary>Intel's sample has a plain PPID without PCEID, by which no service finds a platform.</summary>
    [VectorFact("attestation")]
    public async Task Quote_NamingItsPlatformIncompletely_IsNotAskedAbout()
    {
        await using var world = await CollateralWorld.StartAsync(asCache: true);

        var answer = await new OnlineCollateral(world.Cache(world.Pccs())).FindForQuoteAsync(AttestationCase.Of("intel-qvl-sample-sgx").Bytes("quote"));

        Assert.Equal(AttestationErrors.PckChainRequired, Assert.IsType<CollateralNotFound>(answer).Reason.Code);
        Assert.Empty(world.Vendor.Service.Calls);
    }

    [VectorFact("attestation")]
    public async Task PckChain_OfAPccs_IsReadWithItsIssuers()
    {
        await using var world = await CollateralWorld.StartEmptyAsync(DateTimeOffset.UnixEpoch);
        Assert.True(DcapQuote.TryParse(AttestationCase.Of(CollateralWorld.Tdx).Bytes("quote"), out var quote, out _));
        var chain = Encoding.ASCII.GetString(quote.CertificationData).TrimEnd('\0');
        var end = chain.IndexOf("-----END CERTIFICATE-----", StringComparison.Ordinal) + "-----END CERTIFICATE-----".Length;
        var key = new PckChainKey("00", "", "01", "02", "03");
        world.Vendor.Serve(
            "/sgx/certification/v4/pckcert?qeid=00&cpusvn=01&pcesvn=02&pceid=03",
            Encoding.ASCII.GetBytes(chain[..end]),
            "SGX-PCK-Certificate-Issuer-Chain",
            chain[end..].TrimStart());

        var part = (await world.Cache(world.Pccs()).GetAsync(key)).Part;

        Assert.Equal(chain[..end], Encoding.ASCII.GetString(part.Body.Span));
        Assert.Equal(chain[end..].TrimStart(), part.IssuerChain);
        Assert.Null(part.NextUpdate);
    }

    [VectorFact("attestation")]
    public async Task Quote_ThatIsNone_IsNotAskedAbout()
    {
        await using var world = await CollateralWorld.StartAsync();

        var answer = await new OnlineCollateral(world.Cache()).FindForQuoteAsync(new byte[100]);

        Assert.Equal(AttestationErrors.QuoteMalformed, Assert.IsType<CollateralNotFound>(answer).Reason.Code);
        Assert.Empty(world.Vendor.Service.Calls);
    }

    [VectorTheory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Service_Overloaded_IsAskedAgainAfterTheTimeItNames(int status)
    {
        await using var world = await CollateralWorld.StartAsync();
        world.Vendor.Instead = (TcbPath, (context, _) =>
        {
            if (world.Vendor.CallsOf(TcbPath) > 2)
            {
                return world.Vendor.AnswerAsync(context);
            }

            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        }
        );

        var part = await world.Cache().GetAsync(CollateralWorld.TcbInfo);

        Assert.Null(part.Remark);
        Assert.Equal(3, world.Vendor.CallsOf(TcbPath));
    }

    [VectorFact("attestation")]
    public async Task Service_AskingForMorePatienceThanAllowed_IsNotWaitedFor()
    {
        await using var world = await CollateralWorld.StartAsync();
        world.Vendor.Instead = (TcbPath, (context, _) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "86400";
            return Task.CompletedTask;
        }
        );

        var failure = await Assert.ThrowsAsync<LazAIException>(() => world.Cache().GetAsync(CollateralWorld.TcbInfo));

        Assert.Equal((429, true), (failure.Status, failure.IsTransient));
        Assert.Equal(1, world.Vendor.CallsOf(TcbPath));
    }

    /// <summary>AMD's service punishes those who go on asking: one that refuses is left alone, whatever else is wanted.</summary>
    [VectorFact("attestation")]
    public async Task Service_ThatGoesOnRefusing_IsLeftAloneForAWhile()
    {
        await using var world = await CollateralWorld.StartEmptyAsync(DateTimeOffset.UnixEpoch);
        world.Vendor.Serve("/vcek/v1/Genoa/cert_chain", AttestationCase.Read("snp/certs/amd-genoa-vcek-ask-ark.pem"));
        world.Vendor.Instead = ("/Milan/", (context, _) =>
        {
            context.Response.StatusCode = 429;
            return Task.CompletedTask;
        }
        );
        var cache = world.Cache(world.Kds());
        var genoa = new SnpAuthoritiesKey(SnpProduct.Genoa, SnpSigningKey.Vcek);

        await Assert.ThrowsAsync<LazAIException>(() => cache.GetAsync(new SnpAuthoritiesKey(SnpProduct.Milan, SnpSigningKey.Vcek)));
        var calls = world.Vendor.Service.Calls.Count;
        var failure = await Assert.ThrowsAsync<LazAIException>(() => cache.GetAsync(genoa));
        Assert.Equal((429, true, calls), (failure.Status, failure.IsTransient, world.Vendor.Service.Calls.Count));

        world.Clock.Now += world.Options.PauseAfterFailure;
        Assert.Equal(genoa, (await cache.GetAsync(genoa)).Part.Key);
    }

    [VectorFact("attestation")]
    public async Task Service_Redirecting_IsNotFollowed()
    {
        await using var world = await CollateralWorld.StartAsync();
        world.Vendor.Instead = (TcbPath, (context, _) =>
        {
            context.Response.Redirect(new Uri(world.Vendor.Address, "elsewhere").ToString());
            return Task.CompletedTask;
        }
        );

        var failure = await Assert.ThrowsAsync<LazAIException>(() => world.Cache().GetAsync(CollateralWorld.TcbInfo));

        Assert.Equal(302, failure.Status);
        Assert.Equal(0, world.Vendor.CallsOf("elsewhere"));
    }

    [VectorFact("attestation")]
    public async Task Service_TakingTooLong_TimesOut()
    {
        await using var world = await CollateralWorld.StartAsync();
        world.Options = world.Options with { Calls = world.Options.Calls with { AttemptsMaximum = 1, AttemptTimeout = TimeSpan.FromMilliseconds(50) } };
        world.Vendor.Instead = (TcbPath, (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));

        var failure = await Assert.ThrowsAsync<LazAIException>(() => world.Cache().GetAsync(CollateralWorld.TcbInfo));

        Assert.Equal(ClientErrors.TimedOut, failure.Code);
    }

    public static TheoryData<string> WrongAnswers() =>
        ["cut off", "too large", "html", "empty", "other platform", "no header", "half a header", "one certificate", "identity"];

    [VectorTheory]
    [MemberData(nameof(WrongAnswers))]
    public async Task Service_AnsweringSomethingElse_IsRefusedAndNothingIsKept(string what)
    {
        await using var world = await CollateralWorld.StartAsync();
        world.Vendor.Instead = (TcbPath, (context, _) => AnswerWronglyAsync(what, world.Vendor, context));

        var failure = await Assert.ThrowsAsync<LazAIException>(() => world.Cache().GetAsync(CollateralWorld.TcbInfo));

        Assert.Contains(failure.Code, new[] { ClientErrors.ResponseMalformed, ClientErrors.ResponseTooLarge, ClientErrors.Unreachable });
        Assert.Empty(world.Files());
    }

    private static async Task AnswerWronglyAsync(string what, FakeVendor vendor, HttpContext context)
    {
        var body = new MemoryStream();
        var original = context.Response.Body;
        context.Response.Body = body;
        await vendor.AnswerAsync(context);
        context.Response.Body = original;
        var bytes = body.ToArray();
        const string Header = "TCB-Info-Issuer-Chain";
        var chain = context.Response.Headers[Header].ToString();
        switch (what)
        {
            case "cut off":
                context.Response.ContentLength = bytes.Length;
                await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
                await context.Response.Body.FlushAsync();
                context.Abort();
                return;
            case "too large":
                bytes = [.. bytes, .. new byte[TcbInfo.LengthMaximum]];
                break;
            case "html":
                bytes = "<html>"u8.ToArray();
                break;
            case "empty":
                bytes = [];
                break;
            case "other platform":
                bytes = AttestationCase.Read("dcap/pcs/tdx-tcbinfo-google-2026.json");
                break;
            case "identity":
                bytes = AttestationCase.Read("dcap/pcs/tdx-qeidentity-google-2023.json");
                break;
            case "no header":
                context.Response.Headers.Remove(Header);
                break;
            case "half a header":
                context.Response.Headers[Header] = chain[..(chain.Length / 2)];
                break;
            case "one certificate":
                context.Response.Headers[Header] = chain[..(chain.IndexOf("END%20CERTIFICATE-----", StringComparison.Ordinal) + 22)];
                break;
        }

        await context.Response.Body.WriteAsync(bytes);
    }

    public static TheoryData<string> GenuineReports() =>
        VectorSuite.SkipReason is not null
            ? []
            : [.. AttestationCase.All.Where(entry => entry.Kind == "snp-report" && entry.Entry.GetProperty("origin").GetString() == "genuine").Select(entry => entry.Id)];

    [VectorTheory]
    [MemberData(nameof(GenuineReports))]
    public async Task Report_Genuine_IsVerifiedWithWhatAmdGives(string id)
    {
        var entry = AttestationCase.Of(id);
        var report = entry.Bytes("report");
        Assert.True(SnpReport.TryParse(report, out var parsed, out _));
        await using var world = await CollateralWorld.StartEmptyAsync(entry.Time);
        var product = entry.FileOf("ask_ark")!.Contains("genoa", StringComparison.Ordinal) ? SnpProduct.Genoa : SnpProduct.Milan;
        var tcb = parsed.ReportedTcb(product);
        var kind = parsed.KeyInfo.SigningKey == SnpSigningKey.Vlek ? "vlek" : "vcek";
        world.Vendor.Serve($"/{kind}/v1/{product}/cert_chain", entry.Bytes("ask_ark"));
        world.Vendor.Serve(
            $"/vcek/v1/{product}/{parsed.ChipId.ToString()[2..]}?blSPL={tcb.BootLoader}&teeSPL={tcb.Tee}&snpSPL={tcb.Snp}&ucodeSPL={tcb.Microcode}",
            entry.Bytes("endorsement_key"));

        // The cloud's own key is not for the public: it comes in the host's table.
        var table = kind == "vlek" ? CertificateTable.Of((SnpCertificateTable.Vlek, entry.Bytes("endorsement_key"))) : [];

        var found = Assert.IsType<CollateralFound>(
            await new OnlineCollateral(world.Cache(world.Kds())).FindForReportAsync(report, table));

        var bundle = Assert.IsType<SnpBundle>(found.Bundle);
        Assert.IsType<SnpReportVerified>(new SnpReportVerifier(SnpTrustedRoot.Amd).Verify(report, bundle.Certificates, null, entry.Time));
        Assert.Contains("no revocation list", Assert.Single(found.Remarks), StringComparison.Ordinal);
    }

    [VectorFact("attestation")]
    public async Task Report_WhoseTableHasAll_CausesNoCallButForTheList()
    {
        await using var world = await CollateralWorld.StartEmptyAsync(DateTimeOffset.Parse("2025-06-01T00:00:00Z", null));
        var report = AttestationCase.Of("snp-v3-genoa-tsm-veraison").Bytes("report");

        var found = Assert.IsType<CollateralFound>(await new OnlineCollateral(world.Cache(world.Kds())).FindForReportAsync(
            report, AttestationCase.Of("snp-auxblob-genoa").Bytes("auxblob")));

        Assert.IsType<SnpReportVerified>(new SnpReportVerifier(SnpTrustedRoot.Amd).Verify(
            report, ((SnpBundle)found.Bundle).Certificates, null, world.Clock.Now));
        Assert.Equal("/vcek/v1/Genoa/crl", Assert.Single(world.Vendor.Service.Calls).Path);
    }

    [VectorFact("attestation")]
    public async Task RevocationList_OfAmd_IsFetchedOnce()
    {
        var entry = AttestationCase.All.First(entry => entry.Kind == "snp-report" && entry.FileOf("crl") is not null && entry.Verdict == "Accept");
        await using var world = await CollateralWorld.StartEmptyAsync(entry.Time);
        world.Vendor.Serve("/vcek/v1/Milan/crl", entry.Bytes("crl"));
        var cache = world.Cache(world.Kds());

        var first = await cache.GetAsync(new SnpRevocationListKey(SnpProduct.Milan, SnpSigningKey.Vcek));
        await cache.GetAsync(new SnpRevocationListKey(SnpProduct.Milan, SnpSigningKey.Vcek));

        Assert.Equal(entry.Bytes("crl"), first.Part.Body.ToArray());
        Assert.Equal(1, world.Vendor.CallsOf("/crl"));
    }

    [VectorFact("attestation")]
    public async Task Vcek_OfTurin_IsAskedForByItsShortIdentifierAndFiveVersions()
    {
        await using var world = await CollateralWorld.StartEmptyAsync(DateTimeOffset.UnixEpoch);
        world.Vendor.Serve(
            "/vcek/v1/Turin/1e550a8ee5cf9f4d?fmcSPL=1&blSPL=2&teeSPL=3&snpSPL=4&ucodeSPL=9", AttestationCase.Read("snp/certs/turin-vcek.der"));
        var chip = new byte[32];
        Convert.FromHexString("1e550a8ee5cf9f4d").CopyTo(chip, 0);
        var tcb = new SnpTcbVersion(SnpProduct.Turin, 0x09_00_00_00_04_03_02_01);

        var part = await world.Cache(world.Kds()).GetAsync(new VcekKey(new SnpChipId(new Bytes32(chip), default), tcb));

        Assert.Equal(AttestationCase.Read("snp/certs/turin-vcek.der"), part.Part.Body.ToArray());
    }
}
