using System.Buffers.Binary;

namespace LazAI.Attestation.Tests;

/// <summary>Damage as a hostile or broken sender would do it, and a reader that touches every accessor of what still parses.</summary>
internal static class QuoteMutation
{
    // Where a quote of version 4 keeps its lengths and types: signature data, outer record, authentication data, inner record.
    private static readonly int[] LengthFields = [0, 2, 4, 632, 764, 766, 1218, 1252, 1254];

    public static byte[] Apply(byte[] genuine, Random random)
    {
        var bytes = genuine.ToArray();
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            switch (random.Next(4))
            {
                case 0:
                    bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
                    break;
                case 1:
                    var field = LengthFields[random.Next(LengthFields.Length)];
                    if (field + sizeof(uint) <= bytes.Length)
                    {
                        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(field), HostileNumber(random));
                    }

                    break;
                case 2:
                    bytes = bytes[..random.Next(1, bytes.Length + 1)];
                    break;
                default:
                    random.NextBytes(bytes.AsSpan(random.Next(bytes.Length)));
                    break;
            }
        }

        return bytes;
    }

    public static void ReadEveryField(DcapQuote quote)
    {
        _ = (quote.Header.Version, quote.Header.AttestationKeyType, quote.Header.TeeType);
        _ = quote.Header.Reserved.Length + quote.Header.QeVendorId.Length + quote.Header.UserData.Length;
        _ = (quote.BodyType, quote.ReportData, quote.CertificationDataType);
        if (quote.IsTdx)
        {
            ReadEveryField(quote.TdReport);
        }
        else
        {
            ReadEveryField(quote.EnclaveReport);
        }

        ReadEveryField(quote.QeReport);
        _ = quote.SignedBytes.Length + quote.Signature.Length + quote.AttestationKey.Length + quote.AttestationKeyCertification.Length;
        _ = quote.QeReportSignature.Length + quote.QeAuthenticationData.Length + quote.CertificationData.Length;
    }

    private static void ReadEveryField(TdReport report)
    {
        _ = (report.TeeTcbSvn, report.MrSeam, report.MrSignerSeam, report.SeamAttributes, report.Attributes, report.Xfam, report.MrTd);
        _ = (report.MrConfigId, report.MrOwner, report.MrOwnerConfig, report.ReportData, report.TeeTcbSvn2, report.MrServiceTd);
        for (var register = 0; register < TdReport.RtmrCount; register++)
        {
            _ = report.Rtmr(register);
        }
    }

    private static void ReadEveryField(EnclaveReport report)
    {
        _ = (report.CpuSvn, report.MiscSelect, report.IsDebug, report.MrEnclave, report.MrSigner, report.IsvProdId, report.IsvSvn);
        _ = (report.ConfigSvn, report.ReportData);
        _ = report.Bytes.Length + report.Attributes.Length + report.ConfigId.Length + report.IsvFamilyId.Length;
    }

    private static uint HostileNumber(Random random) => random.Next(5) switch
    {
        0 => uint.MaxValue,
        1 => int.MaxValue,
        2 => 0,
        3 => (uint)random.Next(0, 8192),
        _ => (uint)random.NextInt64(1L << 32),
    };
}
