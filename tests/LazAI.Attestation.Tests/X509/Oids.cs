using System.Formats.Asn1;

namespace LazAI.Attestation.Tests;

public static class Oids
{
    /// <summary>The contents of an identifier's DER encoding, made by the framework.</summary>
    public static byte[] Encode(string dotted)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(dotted);
        return writer.Encode()[2..];
    }
}
