namespace LazAI.Interop.Tests.Judging;

/// <summary>A fact that needs the judges; skips, and says so, where the machine has no Node.js or reaches no npm registry.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class JudgeFactAttribute : FactAttribute
{
    public JudgeFactAttribute() => Skip = JudgePackages.SkipReason;
}
