using System.Diagnostics.CodeAnalysis;

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

    private const byte TcbMember = 2;
    private const byte PceIdMember = 3;
    private const byte FmspcMember = 4;
    private const byte ConfigurationMember = 7;
    private const int FmspcLength = 6;
    private const int PceIdLength = 2;

    /// <summary>Platform CA only: packages can be added or replaced; null where the certificate does not say.</summary>
    public bool? IsDynamicPlatform { get; init; }

    /// <summary>Platform CA only: the platform's root keys are kept by Intel's registration service; null where it does not say.</summary>
    public bool? HasCachedKeys { get; init; }

    /// <summary>Platform CA only: simultaneous multithreading is on; null where the certificate does not say.</summary>
    public bool? IsSmtEnabled { get; init; }

    /// <summary><see cref="Oid"/> as the contents of its DER encoding.</summary>
    internal static ReadOnlySpan<byte> EncodedOid => [0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01];

    /// <summary>Reads the extension of a certificate; null when it has none or a malformed one.</summary>
    public static PckExtension? Read(Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.TryGetExtension(EncodedOid, out var value) && TryDecode(value, out var decoded) ? decoded : null;
    }

    /// <summary>Reads the extension's DER value, pairs of identifier and value. Unknown identifiers are passed over.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> der, [NotNullWhen(true)] out PckExtension? extension)
    {
        extension = null;
        var reader = new DerReader(der);
        if (!reader.TryRead(DerReader.Sequence, out var members) || !reader.IsEmpty)
        {
            return false;
        }

        ReadOnlySpan<byte> fmspc = default, pceId = default;
        PckExtension? tcb = null;
        Span<bool?> configuration = stackalloc bool?[3];
        while (!members.IsEmpty)
        {
            if (!members.TryRead(DerReader.Sequence, out var member) || !member.TryRead(DerReader.ObjectIdentifier, out var oid))
            {
                return false;
            }

            var read = NumberOf(oid.Bytes, EncodedOid) switch
            {
                FmspcMember => TryReadOctets(ref member, FmspcLength, out fmspc),
                PceIdMember => TryReadOctets(ref member, PceIdLength, out pceId),
                TcbMember => TryReadTcb(ref member, oid.Bytes, out tcb),
                ConfigurationMember => TryReadConfiguration(ref member, oid.Bytes, configuration),
                _ => member.TryReadAny(out _, out _, out _),
            };
            if (!read || !member.IsEmpty)
            {
                return false;
            }
        }

        if (fmspc.IsEmpty || pceId.IsEmpty || tcb is null)
        {
            return false;
        }

        extension = tcb with
        {
            Fmspc = Convert.ToHexString(fmspc),
            PceId = Convert.ToHexString(pceId),
            IsDynamicPlatform = configuration[0],
            HasCachedKeys = configuration[1],
            IsSmtEnabled = configuration[2],
        };
        return true;
    }

    /// <summary>The last number of an identifier one below the arc; 0 for every other.</summary>
    private static int NumberOf(ReadOnlySpan<byte> oid, ReadOnlySpan<byte> arc) =>
        oid.Length == arc.Length + 1 && oid.StartsWith(arc) && oid[^1] < 0x80 ? oid[^1] : 0;

    private static bool TryReadOctets(scoped ref DerReader reader, int length, out ReadOnlySpan<byte> octets)
    {
        var read = reader.TryRead(DerReader.OctetString, out var content) && content.Bytes.Length == length;
        octets = read ? content.Bytes : default;
        return read;
    }

    /// <summary>The 18 members must all be there, in the order of their identifiers, as in every genuine certificate.</summary>
    private static bool TryReadTcb(scoped ref DerReader reader, ReadOnlySpan<byte> arc, out PckExtension? tcb)
    {
        tcb = null;
        Span<byte> components = stackalloc byte[TcbSvn.Count];
        ReadOnlySpan<byte> cpuSvn = default;
        ushort pceSvn = 0;
        if (!reader.TryRead(DerReader.Sequence, out var members))
        {
            return false;
        }

        for (var number = 1; number <= CpuSvnMember; number++)
        {
            if (!members.TryRead(DerReader.Sequence, out var member)
                || !member.TryRead(DerReader.ObjectIdentifier, out var oid)
                || NumberOf(oid.Bytes, arc) != number
                || !(number == CpuSvnMember ? TryReadOctets(ref member, TcbSvn.Count, out cpuSvn)
                    : number == PceSvnMember ? TryReadUInt16(ref member, out pceSvn)
                    : member.TryReadByte(out components[number - 1]))
                || !member.IsEmpty)
            {
                return false;
            }
        }

        tcb = members.IsEmpty ? new PckExtension("", "", new TcbSvn(components), pceSvn, new TcbSvn(cpuSvn)) : null;
        return tcb is not null;
    }

    private static bool TryReadUInt16(scoped ref DerReader reader, out ushort value)
    {
        value = 0;
        if (!reader.TryReadUnsigned(out var magnitude) || magnitude.Length > sizeof(ushort))
        {
            return false;
        }

        foreach (var part in magnitude)
        {
            value = (ushort)(value << 8 | part);
        }

        return true;
    }

    private static bool TryReadConfiguration(scoped ref DerReader reader, ReadOnlySpan<byte> arc, scoped Span<bool?> flags)
    {
        if (!reader.TryRead(DerReader.Sequence, out var members))
        {
            return false;
        }

        while (!members.IsEmpty)
        {
            if (!members.TryRead(DerReader.Sequence, out var member)
                || !member.TryRead(DerReader.ObjectIdentifier, out var oid)
                || !member.TryRead(DerReader.Boolean, out var value)
                || value.Bytes is not [0x00 or 0xff]
                || !member.IsEmpty)
            {
                return false;
            }

            var number = NumberOf(oid.Bytes, arc);
            if (number >= 1 && number <= flags.Length)
            {
                flags[number - 1] = value.Bytes[0] != 0;
            }
        }

        return true;
    }
}
