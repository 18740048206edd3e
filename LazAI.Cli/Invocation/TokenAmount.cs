using System.Globalization;
using LazAI.Protocol;

namespace LazAI.Cli.Invocation;

/// <summary>Amounts as people write them: whole tokens with up to 18 decimals, exact.</summary>
internal static class TokenAmount
{
    private const ulong BaseUnitsPerToken = 1_000_000_000_000_000_000;

    public static string Format(Amount amount)
    {
        var (whole, rest) = UInt128.DivRem(amount.BaseUnits, BaseUnitsPerToken);
        var text = whole.ToString("N0", CultureInfo.InvariantCulture);
        return rest == UInt128.Zero ? text : $"{text}.{rest.ToString("D18", CultureInfo.InvariantCulture).TrimEnd('0')}";
    }

    /// <exception cref="CommandFailedException">The text is no such amount.</exception>
    public static Amount Parse(string text)
    {
        var parts = text.Split('.');
        var decimals = parts.Length == 2 ? parts[1] : "";
        if (parts.Length <= 2 && decimals.Length <= Amount.Decimals && (parts.Length == 1 || decimals.Length > 0)
            && Amount.TryParse(parts[0], out var whole)
            && ulong.TryParse(decimals.PadRight(Amount.Decimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out var fraction)
            && whole.BaseUnits <= (UInt128.MaxValue - fraction) / BaseUnitsPerToken)
        {
            return new Amount((whole.BaseUnits * BaseUnitsPerToken) + fraction);
        }

        // A number that would be an amount, were there so many tokens.
        if (text is not ['0', ..] && parts.Length <= 2 && decimals.Length <= Amount.Decimals
            && parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit)))
        {
            throw new CommandFailedException($"'{text}' is too large.", $"There are at most {Format(new Amount(UInt128.MaxValue))} tokens.");
        }

        throw new CommandFailedException($"'{text}' is no amount.", "Write whole tokens with up to 18 decimals, for instance 12.5.");
    }
}
