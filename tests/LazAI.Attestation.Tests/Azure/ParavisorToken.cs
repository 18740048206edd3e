namespace LazAI.Attestation.Tests;

/// <summary>A token about hardware under a paravisor, and the paravisor's evidence.</summary>
internal sealed record ParavisorToken(byte[] Token, ParavisorForge Paravisor, ReportData HardwareReportData)
{
    public byte[] Write() => [.. Token, (byte)'\n', .. Paravisor.Write()];
}
