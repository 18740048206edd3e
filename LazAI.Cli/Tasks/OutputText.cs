namespace LazAI.Cli.Tasks;

/// <summary>A result for people: outputs are mostly text; what is not is shown in hexadecimal, its beginning.</summary>
internal static class OutputText
{
    private const int ShownMaximum = 512;

    public static string Of(ReadOnlySpan<byte> output)
    {
        var head = output[..Math.Min(ShownMaximum, output.Length)];
        var printable = !head.ContainsAnyExceptInRange((byte)' ', (byte)'~');
        var text = printable ? System.Text.Encoding.ASCII.GetString(head) : "0x" + Convert.ToHexStringLower(head);
        return output.Length > ShownMaximum ? $"{text}… ({output.Length} bytes)" : text;
    }
}
