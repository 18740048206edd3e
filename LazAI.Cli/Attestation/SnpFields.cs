using LazAI.Attestation;

namespace LazAI.Cli.Attestation;

/// <summary>The fields of SEV-SNP reports and certificate tables, by the names of AMD's documents.</summary>
internal static class SnpFields
{
    public static string KindOf(in SnpReport report) => $"SEV-SNP report of version {report.Version}";

    public static IEnumerable<FieldGroup> Of(SnpReport report, ReadOnlyMemory<byte> table)
    {
        // A report of version 2 does not name its product, and only Turin reads the versions in another way.
        var product = report.Processor?.Product ?? SnpProduct.Milan;
        yield return OfGuest(report);
        yield return OfPlatform(report, product);
        yield return new FieldList()
            .Add("R", report.SignatureR, "little-endian")
            .Add("S", report.SignatureS, "little-endian")
            .Named("Signature");
        foreach (var group in OfTable(table))
        {
            yield return group;
        }
    }

    public static IEnumerable<FieldGroup> OfTable(ReadOnlyMemory<byte> table)
    {
        if (table.IsEmpty)
        {
            return [];
        }

        if (!SnpCertificateTable.TryParse(table, out var parsed))
        {
            return [new FieldList().Add("Malformed", "entries overlap, repeat, reach outside or do not end").Named("Certificate table")];
        }

        return parsed.Entries.Select(entry => NameOf(entry.Identifier) is { } name
            ? CertificateFields.Of(SnpCertificates.Unwrap(entry.Content), $"Certificate table, {name}")
            : new FieldList().Add("GUID", entry.Identifier.ToString()).Add("Length", entry.Content.Length).Named("Certificate table, other entry"));
    }

    private static string? NameOf(Guid identifier) =>
        identifier == SnpCertificateTable.Vcek ? "VCEK"
        : identifier == SnpCertificateTable.Vlek ? "VLEK"
        : identifier == SnpCertificateTable.Ask ? "ASK"
        : identifier == SnpCertificateTable.Ark ? "ARK"
        : null;

    private static FieldGroup OfGuest(in SnpReport report)
    {
        var policy = report.Policy;
        return new FieldList()
            .Add("VERSION", report.Version)
            .Add("GUEST_SVN", report.GuestSvn)
            .AddBits(
                "POLICY", policy.Value, 16, (true, $"ABI at least {policy.AbiMajor}.{policy.AbiMinor}"), (policy.IsSmtAllowed, "SMT"),
                (policy.IsMigrationAllowed, "MIGRATE_MA"), (policy.IsDebugAllowed, "DEBUG: nothing is secret from the host"),
                (policy.IsSingleSocketRequired, "SINGLE_SOCKET"), (policy.IsCxlAllowed, "CXL_ALLOW"), (policy.IsAes256XtsRequired, "MEM_AES_256_XTS"),
                (policy.IsRaplOffRequired, "RAPL_DIS"), (policy.IsCiphertextHidingRequired, "CIPHERTEXT_HIDING_DRAM"),
                (policy.IsPageSwapDisabled, "PAGE_SWAP_DISABLE"))
            .AddHex("FAMILY_ID", report.FamilyId)
            .AddHex("IMAGE_ID", report.ImageId)
            .Add("VMPL", report.Vmpl)
            .AddHex("REPORT_DATA", report.ReportData)
            .AddHex("MEASUREMENT", report.Measurement)
            .AddHex("HOST_DATA", report.HostData)
            .AddHex("ID_KEY_DIGEST", report.IdKeyDigest)
            .AddHex("AUTHOR_KEY_DIGEST", report.AuthorKeyDigest, report.KeyInfo.HasAuthorKey ? "AUTHOR_KEY_EN" : null)
            .AddHex("REPORT_ID", report.ReportId)
            .AddHex("REPORT_ID_MA", report.ReportIdMigrationAgent)
            .Named("Guest");
    }

    private static FieldGroup OfPlatform(in SnpReport report, SnpProduct product)
    {
        var info = report.PlatformInfo;
        var fields = new FieldList();
        if (report.Processor is { } processor)
        {
            fields.Add(
                "CPUID", FormattableString.Invariant($"family {processor.Family:x2}h, model {processor.Model:x2}h, stepping {processor.Stepping:x}h"),
                processor.Product?.ToString() ?? "no known product");
        }

        fields
            .AddBits(
                "PLATFORM_INFO", info.Value, 16, (info.IsSmtEnabled, "SMT_EN"), (info.IsTsmeEnabled, "TSME_EN"), (info.IsEccEnabled, "ECC_EN"),
                (info.IsRaplDisabled, "RAPL_DIS"), (info.IsCiphertextHidingEnabled, "CIPHERTEXT_HIDING_DRAM_EN"),
                (info.IsAliasCheckComplete, "ALIAS_CHECK_COMPLETE"), (info.IsTioEnabled, "TIO_EN"))
            .Add("SIGNING_KEY", (int)report.KeyInfo.SigningKey, report.KeyInfo.SigningKey.ToString())
            .Add("MASK_CHIP_KEY", report.KeyInfo.IsChipKeyMasked ? "1" : "0")
            .AddHex("CHIP_ID", report.ChipId, report.ChipId.IsZero ? "masked" : null)
            .Add("REPORTED_TCB", report.ReportedTcb(product).ToString())
            .Add("CURRENT_TCB", report.CurrentTcb(product).ToString())
            .Add("COMMITTED_TCB", report.CommittedTcb(product).ToString())
            .Add("LAUNCH_TCB", report.LaunchTcb(product).ToString())
            .Add("CURRENT_VERSION", report.CurrentFirmware.ToString())
            .Add("COMMITTED_VERSION", report.CommittedFirmware.ToString());
        if (report is { LaunchMitigations: { } launch, CurrentMitigations: { } current })
        {
            fields.AddBits("LAUNCH_MIT_VECTOR", launch, 16).AddBits("CURRENT_MIT_VECTOR", current, 16);
        }

        return fields.Named("Platform");
    }
}
