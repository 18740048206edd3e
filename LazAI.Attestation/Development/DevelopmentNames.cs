using System.Security.Cryptography.X509Certificates;

namespace LazAI.Attestation.Development;

/// <summary>The subjects of development certificates, worded so that nobody takes them for a vendor's.</summary>
internal static class DevelopmentNames
{
    public static X500DistinguishedName Root { get; } = Name("LazAI Development Root CA");

    public static X500DistinguishedName Issuer { get; } = Name("LazAI Development PCK CA");

    public static X500DistinguishedName Pck { get; } = Name(PckNames.Development);

    private static X500DistinguishedName Name(string commonName)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddOrganizationName("INSECURE: no hardware stands behind this certificate");
        builder.AddCommonName(commonName);
        return builder.Build();
    }
}
