namespace LazAI.Interop.Tests.Judging;

/// <summary>A fact that needs c-kzg as well, which is compiled where it is installed; skips, and says so, where there is no compiler.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KzgJudgeFactAttribute : FactAttribute
{
    public KzgJudgeFactAttribute() => Skip = JudgePackages.KzgSkipReason;
}
