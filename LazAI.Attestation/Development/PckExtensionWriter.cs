using System.Formats.Asn1;

namespace LazAI.Attestation.Development;

/// <summary>Writes the SGX extension of a PCK certificate as <see cref="PckExtension.TryDecode"/> reads it.</summary>
internal static class PckExtensionWriter
{
    private const int PpidLength = 16;

    public static byte[] Encode(PckExtension platform)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteOctets(writer, PckExtension.PpidOid, new byte[PpidLength]);
            WriteTcb(writer, platform);
            WriteOctets(writer, PckExtension.PceIdOid, Convert.FromHexString(platform.PceId));
            WriteOctets(writer, PckExtension.FmspcOid, Convert.FromHexString(platform.Fmspc));
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(PckExtension.SgxTypeOid);
                writer.WriteEnumeratedValue(SgxType.Standard);
            }
        }

        return writer.Encode();
    }

    private static void WriteTcb(AsnWriter writer, PckExtension platform)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(PckExtension.TcbOid);
            using (writer.PushSequence())
            {
                for (var component = 0; component < TcbSvn.Count; component++)
                {
                    WriteInteger(writer, $"{PckExtension.TcbOid}.{component + 1}", platform.Components[component]);
                }

                WriteInteger(writer, $"{PckExtension.TcbOid}.{PckExtension.PceSvnMember}", platform.PceSvn);
                var cpuSvn = new byte[TcbSvn.Count];
                platform.CpuSvn.CopyTo(cpuSvn);
                WriteOctets(writer, $"{PckExtension.TcbOid}.{PckExtension.CpuSvnMember}", cpuSvn);
            }
        }
    }

    private static void WriteInteger(AsnWriter writer, string oid, int value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            writer.WriteInteger(value);
        }
    }

    private static void WriteOctets(AsnWriter writer, string oid, byte[] value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            writer.WriteOctetString(value);
        }
    }

    private enum SgxType
    {
        Standard = 0,
    }
}
