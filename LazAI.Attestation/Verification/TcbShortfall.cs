namespace LazAI.Attestation;

/// <summary>The parts whose security versions Intel's levels compare.</summary>
public enum TcbPart
{
    /// <summary>One of the 16 components of the processor, out of the PCK certificate.</summary>
    SgxComponent = 0,

    /// <summary>The provisioning certification enclave.</summary>
    PceSvn,

    /// <summary>One of the 16 components of TEE_TCB_SVN.</summary>
    TdxComponent,

    /// <summary>The minor version of the TDX module.</summary>
    TdxModule,

    /// <summary>The quoting enclave.</summary>
    QuotingEnclave,
}

/// <summary>A part that is older than some level of Intel's asks for.</summary>
/// <param name="Part">Which part.</param>
/// <param name="Component">The component's number, 0 to 15, counted as in reports; 0 for parts that have only one.</param>
/// <param name="Category">Who updates it, where Intel says so, such as <c>BIOS</c>.</param>
/// <param name="Type">What it is, where Intel says so, such as <c>TDX Late Microcode Update</c>.</param>
/// <param name="Found">Its security version.</param>
/// <param name="Required">The level's.</param>
public sealed record TcbShortfall(TcbPart Part, int Component, string? Category, string? Type, int Found, int Required)
{
    /// <summary>For people, such as <c>TDX component 2 (TDX Late Microcode Update) is 4, needs 5</c>.</summary>
    public override string ToString()
    {
        var part = Part switch
        {
            TcbPart.SgxComponent => $"SGX component {Component}",
            TcbPart.PceSvn => "PCESVN",
            TcbPart.TdxComponent => $"TDX component {Component}",
            TcbPart.TdxModule => "TDX module",
            _ => "quoting enclave",
        };
        return $"{part}{(Type is null ? "" : $" ({Type})")} is {Found}, needs {Required}";
    }
}
