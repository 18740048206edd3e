using System.Collections.Immutable;
using LazAI.Attestation;

namespace LazAI.Testing.Attestation;

/// <summary>What a quote says of its trust domain.</summary>
/// <param name="MrTd">Its initial contents.</param>
public sealed record IntelTrustDomain(Measurement48 MrTd)
{
    /// <summary>The four run-time registers.</summary>
    public ImmutableArray<Measurement48> Rtmrs { get; init; } = [default, default, default, default];

    /// <summary>SEPT_VE_DISABLE alone, as Linux guests have it.</summary>
    public ulong Attributes { get; init; } = TdAttributes.SeptVeDisableBit;

    /// <summary>A TD report 1.0 (584 bytes) under the newest TDX module of <see cref="IntelPublication"/>.</summary>
    internal byte[] Report(ReportData reportData)
    {
        var report = new byte[584];
        report.AsSpan(0, 16).Fill(TestIntel.ComponentSvn);
        report[1] = 0; // The major version of the module: the first one, whose levels are the platform's.
        BitConverter.TryWriteBytes(report.AsSpan(120), Attributes);
        MrTd.AsSpan().CopyTo(report.AsSpan(136));
        for (var register = 0; register < Rtmrs.Length; register++)
        {
            Rtmrs[register].AsSpan().CopyTo(report.AsSpan(328 + (48 * register)));
        }

        reportData.AsSpan().CopyTo(report.AsSpan(520));
        return report;
    }
}
