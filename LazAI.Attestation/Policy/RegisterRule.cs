using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>
/// Which values of one measurement a policy allows. A rule that was never set allows none: not looking has to be said.
/// </summary>
public sealed class RegisterRule
{
    private RegisterRule(bool isUnchecked, ImmutableArray<Measurement48> allowed)
    {
        IsUnchecked = isUnchecked;
        Allowed = allowed;
    }

    /// <summary>No value is allowed.</summary>
    public static RegisterRule None { get; } = new(false, []);

    /// <summary>Every value is allowed: right for a register that the platform leaves zero or the application uses freely.</summary>
    public static RegisterRule Unchecked { get; } = new(true, []);

    /// <summary>Whether every value is allowed.</summary>
    public bool IsUnchecked { get; }

    /// <summary>The allowed values; empty under <see cref="Unchecked"/>.</summary>
    public ImmutableArray<Measurement48> Allowed { get; }

    /// <summary>Exactly these values are allowed.</summary>
    public static RegisterRule OneOf(params ReadOnlySpan<Measurement48> allowed) => new(false, [.. allowed]);

    /// <summary>Whether the rule allows the value.</summary>
    public bool Allows(Measurement48 value) => IsUnchecked || Allowed.Contains(value);
}
