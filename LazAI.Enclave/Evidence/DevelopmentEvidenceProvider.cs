using System.Security.Cryptography;
using LazAI.Attestation;
using LazAI.Attestation.Development;

namespace LazAI.Enclave.Evidence;

/// <summary>
/// INSECURE by nature: quotes under a development root, whose key is a file that this process can read. They prove nothing about
/// hardware and count only where a verifier and a model's policy name that root.
/// </summary>
public sealed class DevelopmentEvidenceProvider : IEvidenceProvider, IDisposable
{
    private static readonly TimeSpan CertificateLife = TimeSpan.FromDays(7);
    private static readonly TimeSpan ClockDifference = TimeSpan.FromHours(1);

    private readonly DevelopmentRoot _root;
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private DevelopmentQuoteIssuer? _issuer;
    private DateTimeOffset _renewal;

    public DevelopmentEvidenceProvider(DevelopmentRoot root, Measurement48 measurement, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(root);
        _root = root;
        _time = time;
        Measurement = measurement;
    }

    public string Description => $"DEVELOPMENT EVIDENCE under root {_root.Fingerprint}: proves nothing about hardware";

    public Measurement48 Measurement { get; }

    public ValueTask<ReadOnlyMemory<byte>> ProveAsync(ReportData reportData, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>>(
            Issuer().Issue(new DevelopmentTrustDomain { MrTd = Measurement }, reportData));

    public void Dispose()
    {
        _issuer?.Dispose();
        _random.Dispose();
    }

    /// <summary>A platform whose certificates outlive the session that rests on them.</summary>
    private DevelopmentQuoteIssuer Issuer()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (_issuer is null || now >= _renewal)
            {
                _issuer?.Dispose();
                _issuer = DevelopmentQuoteIssuer.Create(_root, _random, now - ClockDifference, now + CertificateLife);
                _renewal = now + (CertificateLife / 2);
            }

            return _issuer;
        }
    }
}
