namespace LazAI.Interop.Tests.Judging;

/// <summary>A theory that needs the judges; skips as <see cref="JudgeFactAttribute"/> does.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class JudgeTheoryAttribute : TheoryAttribute
{
    public JudgeTheoryAttribute() => Skip = JudgePackages.SkipReason;
}
