namespace LazAI.Cli.Invocation;

/// <summary>A command cannot go on.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="advice">What to do next.</param>
internal sealed class CommandFailedException(string message, string advice) : Exception(message)
{
    public string Advice { get; } = advice;
}
