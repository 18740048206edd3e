using System.CommandLine;

namespace LazAI.Cli.Attestation;

/// <summary><c>lazai attest</c>: evidence of trusted hardware, looked at and verified on this machine.</summary>
internal static class AttestCommand
{
    public static Command Create() => new("attest", "Inspect and verify evidence of trusted hardware: TDX, SGX, SEV-SNP, Azure")
    {
        InspectCommand.Create(),
        VerifyCommand.Create(),
    };
}
