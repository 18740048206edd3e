using System.Text.Json;

namespace LazAI.Attestation.Tests;

/// <summary>Every certificate and revocation list of the vectors, each once, named by the file in which it was found first.</summary>
public static class CertificateVectors
{
    private static readonly Lazy<SortedDictionary<string, byte[]>> AllCertificates = new(FindCertificates);
    private static readonly Lazy<SortedDictionary<string, byte[]>> AllLists = new(FindLists);

    public static TheoryData<string> Certificates() => Names(AllCertificates.Value.Keys);

    /// <summary>Those that a certificate of the vectors issued. Two were made to have a wrong signature.</summary>
    public static TheoryData<string> IssuedCertificates() =>
        Names(AllCertificates.Value.Keys.Where(name => !name.Contains("trustee-invalid", StringComparison.Ordinal)));

    public static TheoryData<string> Lists() => Names(AllLists.Value.Keys);

    public static byte[] Certificate(string name) => AllCertificates.Value[name];

    public static byte[] List(string name) => AllLists.Value[name];

    public static IEnumerable<byte[]> EveryCertificate => AllCertificates.Value.Values;

    /// <summary>The certificate that issued this one, by name and key, among all.</summary>
    public static Certificate IssuerOf(ReadOnlySpan<byte> name, Func<CertificateKey, bool> signed)
    {
        foreach (var der in EveryCertificate)
        {
            if (LazAI.Attestation.Certificate.TryParse(der, out var candidate, out _) && candidate.Subject.SequenceEqual(name))
            {
                using var key = CertificateKey.TryImport(candidate);
                if (key is not null && signed(key))
                {
                    return candidate;
                }
            }
        }

        throw new InvalidDataException("No certificate of the vectors has this name and signed.");
    }

    private static TheoryData<string> Names(IEnumerable<string> found)
    {
        var names = new TheoryData<string>(found);
        return names.Count > 0 ? names : throw new InvalidOperationException($"{AttestationVectors.Root} holds none.");
    }

    private static SortedDictionary<string, byte[]> FindCertificates()
    {
        var found = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in Files("snp/certs", "*.der").Concat(Files("snp/synthetic", "*-ek.der")).Append("dcap/roots/intel-sgx-root-ca.der"))
        {
            Add(found, file, AttestationVectors.Read(file));
        }

        foreach (var file in Files("snp/certs", "*.pem").Concat(Files("snp/synthetic", "*.pem")).Concat(Files("dcap/roots", "*.pem"))
            .Concat(Files("dcap/quotes", "*.bin")).Concat(Files("dcap/other", "*.pem")))
        {
            AddPem(found, file, AttestationVectors.Read(file));
        }

        foreach (var file in Files("dcap/pcs", "*.txt"))
        {
            AddPem(found, file, System.Text.Encoding.UTF8.GetBytes(Uri.UnescapeDataString(File.ReadAllText(Path.Combine(AttestationVectors.Root, file)))));
        }

        foreach (var file in Files("dcap/collateral", "*.json"))
        {
            using var collateral = JsonDocument.Parse(AttestationVectors.Read(file));
            foreach (var member in collateral.RootElement.EnumerateObject().Where(member => member.Name.EndsWith("_chain", StringComparison.Ordinal)))
            {
                AddPem(found, $"{file}:{member.Name}", System.Text.Encoding.UTF8.GetBytes(member.Value.GetString()!));
            }
        }

        return found;
    }

    private static SortedDictionary<string, byte[]> FindLists()
    {
        var found = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in Files("dcap/pcs", "*.der").Concat(Files("dcap/other", "*Crl.der")).Concat(Files("snp/synthetic", "*crl*.der")))
        {
            Add(found, file, AttestationVectors.Read(file));
        }

        foreach (var file in Files("dcap/collateral", "*.json"))
        {
            using var collateral = JsonDocument.Parse(AttestationVectors.Read(file));
            Add(found, $"{file}:root", Convert.FromHexString(collateral.RootElement.GetProperty("root_ca_crl").GetString()!));
            Add(found, $"{file}:pck", Convert.FromHexString(collateral.RootElement.GetProperty("pck_crl").GetString()!));
        }

        return found;
    }

    private static void AddPem(SortedDictionary<string, byte[]> found, string name, byte[] bytes)
    {
        // A quote carries the text at its end, sometimes followed by zeros.
        var start = bytes.AsSpan().IndexOf("-----BEGIN"u8);
        if (start >= 0 && CertificatePem.TryDecode(bytes.AsSpan(start), out var certificates))
        {
            for (var index = 0; index < certificates.Length; index++)
            {
                Add(found, $"{name}#{index}", certificates[index]);
            }
        }
    }

    private static void Add(SortedDictionary<string, byte[]> found, string name, byte[] der)
    {
        if (!found.Values.Any(known => known.AsSpan().SequenceEqual(der)))
        {
            found.Add(name, der);
        }
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(AttestationVectors.Root, folder), pattern)
            .Order(StringComparer.Ordinal)
            .Select(file => $"{folder}/{Path.GetFileName(file)}");
}
