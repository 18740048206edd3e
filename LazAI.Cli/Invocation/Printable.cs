using System.Globalization;
using System.Text;

namespace LazAI.Cli.Invocation;

/// <summary>
/// Other people's words for a terminal. The service is not believed, so what it checks before it takes a text may not have been checked: a text could
/// move the cursor, colour what is not its own, or begin a line that looks like one of ours.
/// </summary>
internal static class Printable
{
    /// <summary>The text with every character that is not to be seen as itself in the form <c>\u001b</c>.</summary>
    public static string Of(string text)
    {
        if (!text.Any(IsHidden))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            _ = IsHidden(character)
                ? shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}")
                : shown.Append(character);
        }

        return shown.ToString();
    }

    /// <summary>Controls, line ends, what turns the direction of writing or has no width, and halves of characters.</summary>
    private static bool IsHidden(char character) => char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
