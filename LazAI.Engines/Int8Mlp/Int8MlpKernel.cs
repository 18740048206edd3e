using System.Collections.Immutable;
using System.Runtime.Intrinsics.X86;

namespace LazAI.Engines;

/// <summary>The instruction sets that the engine has a path for. All of them compute the same bits.</summary>
public enum Int8MlpKernel
{
    /// <summary>128-bit vectors of whatever hardware .NET runs on; software where it has none.</summary>
    Portable = 0,

    /// <summary>x86 AVX2, 256-bit.</summary>
    Avx2 = 1,

    /// <summary>x86 AVX-512 BW, 512-bit.</summary>
    Avx512 = 2,
}

/// <summary>What this machine can run.</summary>
public static class Int8MlpKernels
{
    /// <summary>From the narrowest to the widest; the last one is what an engine uses unless told otherwise.</summary>
    public static ImmutableArray<Int8MlpKernel> Supported { get; } =
    [
        Int8MlpKernel.Portable,
        .. Avx2.IsSupported ? [Int8MlpKernel.Avx2] : ReadOnlySpan<Int8MlpKernel>.Empty,
        .. Avx512BW.IsSupported ? [Int8MlpKernel.Avx512] : ReadOnlySpan<Int8MlpKernel>.Empty,
    ];
}
