using System.Runtime.Intrinsics.X86;

namespace LazAI.Cryptography.Fields.Lanes;

/// <summary>The ways that arithmetic in lanes can go on this machine. All give the same results.</summary>
internal enum LanePath
{
    /// <summary>One element after another, by the scalar fields.</summary>
    Scalar,

    /// <summary>Four at once.</summary>
    Avx2,

    /// <summary>Eight at once.</summary>
    Avx512,
}

/// <summary>Which way is taken: the widest that the processor has, unless a test forces another for its own thread.</summary>
internal static class LanePaths
{
    [ThreadStatic]
    private static LanePath? _forced;

    public static LanePath Current => _forced ?? Best;

    public static LanePath Best => IsSupported(LanePath.Avx512) ? LanePath.Avx512 : IsSupported(LanePath.Avx2) ? LanePath.Avx2 : LanePath.Scalar;

    public static bool IsSupported(LanePath path) => path switch
    {
        LanePath.Avx512 => Avx512F.IsSupported,

        // Processors got fused multiplication and AVX2 together.
        LanePath.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        _ => true,
    };

    /// <summary>Runs on one path, for tests.</summary>
    public static void On(LanePath path, Action action) => On(path, () =>
    {
        action();
        return true;
    });

    /// <summary>Runs on one path, for tests.</summary>
    public static TResult On<TResult>(LanePath path, Func<TResult> function)
    {
        var before = _forced;
        _forced = path;
        try
        {
            return function();
        }
        finally
        {
            _forced = before;
        }
    }
}
