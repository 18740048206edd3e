using LazAI.Attestation.Tests;

namespace LazAI.Interop.Tests.Judging;

/// <summary>A fact that needs the judges and the attestation vectors; skips, and says so, where either is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VectorJudgeFactAttribute : FactAttribute
{
    public VectorJudgeFactAttribute() =>
        Skip = JudgePackages.SkipReason ?? (Directory.Exists(AttestationVectors.Root) ? null : $"{AttestationVectors.Root} is absent.");
}
