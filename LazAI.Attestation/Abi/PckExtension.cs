using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography.X509Certificates;

namespace LazAI.Attestation;

/// <summary>
/// The SGX extension of a PCK certificate (Intel SGX PCK Certificate and CRL Profile, 1.3.5): which platform it is and which
/// security versions it had when the certificate was issued.
/// </summary>
/// <param name="Fmspc">Family, model, stepping, platform type and custom SKU: 12 upper-case hexadecimal digits, as in TCB info.</param>
/// <param name="PceId">The provisioning certification enclave's identifier: 4 upper-case hexadecimal digits.</param>
/// <param name="Components">The 16 comparable security versions of the processor.</param>
/// <param name="PceSvn">The provisioning certification enclave's security version.</param>
/// <param name="CpuSvn">The raw security version of the processor, which has no order.</param>
public sealed record PckExtension(string Fmspc, string PceId, TcbSvn Components, ushort PceSvn, TcbSvn CpuSvn)
{
    /// <summary>The arc of the extension and of its members.</summary>
    public const string Oid = "1.2.840.113741.1.13.1";

    internal const string PpidOid = Oid + ".1";
    internal const string TcbOid = Oid + ".2";
    internal const string PceIdOid = Oid + ".3";
    internal const string FmspcOid = Oid + ".4";
    internal const string SgxTypeOid = Oid + ".5";
    internal const int PceSvnMember = 17;
    internal const int CpuSvnMember = 18;

    private const int FmspcLength = 6;
    private const int PceIdLength = 2;

    /// <summary>Reads the extension of a certificate; null when it has none or a malformed one.</summary>
    public static PckExtension? Read(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        foreach (var extension in certificate.Extensions)
        {
            if (extension.Oid?.Value == Oid)
            {
                return TryDecode(extension.RawData, out var decoded) ? decoded : null;
            }
        }

        return null;
    }

    /// <summary>Reads the extension's DER value, pairs of identifier and value. Unknown identifiers are passed over.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> der, out PckExtension? extension)
    {
        try
        {
            extension = Decode(new AsnReader(der, AsnEncodingRules.DER));
            return extension is not null;
        }
        catch (AsnContentException)
        {
            extension = null;
            return false;
        }
    }

    private static PckExtension? Decode(AsnReader reader)
    {
        byte[]? fmspc = null;
        byte[]? pceId = null;
        (TcbSvn Components, ushort PceSvn, TcbSvn CpuSvn)? tcb = null;
        var members = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        while (members.HasData)
        {
            var member = members.ReadSequence();
            switch (member.ReadObjectIdentifier())
            {
                case FmspcOid:
                    fmspc = member.ReadOctetString();
                    break;
                case PceIdOid:
                    pceId = member.ReadOctetString();
                    break;
                case TcbOid:
                    tcb = DecodeTcb(member.ReadSequence());
                    break;
                default:
                    member.ReadEncodedValue();
                    break;
            }

            member.ThrowIfNotEmpty();
        }

        return fmspc?.Length == FmspcLength && pceId?.Length == PceIdLength && tcb is var (components, pceSvn, cpuSvn)
            ? new PckExtension(Convert.ToHexString(fmspc), Convert.ToHexString(pceId), components, pceSvn, cpuSvn)
            : null;
    }

    private static (TcbSvn Components, ushort PceSvn, TcbSvn CpuSvn)? DecodeTcb(AsnReader members)
    {
        Span<byte> components = stackalloc byte[TcbSvn.Count];
        Span<byte> cpuSvn = stackalloc byte[TcbSvn.Count];
        ushort pceSvn = 0;

        // The 18 members must all be there, in the order of their identifiers, as in every genuine certificate.
        for (var number = 1; number <= CpuSvnMember; number++)
        {
            var member = members.ReadSequence();
            if (member.ReadObjectIdentifier() != $"{TcbOid}.{number}")
            {
                return null;
            }

            if (number == CpuSvnMember)
            {
                if (!member.TryReadOctetString(cpuSvn, out var length) || length != cpuSvn.Length)
                {
                    return null;
                }
            }
            else
            {
                var value = member.ReadInteger();
                var maximum = number == PceSvnMember ? ushort.MaxValue : byte.MaxValue;
                if (value < BigInteger.Zero || value > maximum)
                {
                    return null;
                }

                if (number == PceSvnMember)
                {
                    pceSvn = (ushort)value;
                }
                else
                {
                    components[number - 1] = (byte)value;
                }
            }

            member.ThrowIfNotEmpty();
        }

        members.ThrowIfNotEmpty();
        return (new TcbSvn(components), pceSvn, new TcbSvn(cpuSvn));
    }
}
