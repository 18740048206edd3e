using System.CommandLine;
using LazAI.Protocol.Encoding;

namespace LazAI.Cli.Invocation;

/// <summary>What is to be known beside the answer: why there is none, or what is unusual about it. Goes to the error stream, one JSON
/// document a line where JSON was asked for.</summary>
internal sealed record Diagnostic(string Code, string Detail, string Advice, string? TraceId = null)
{
    public void Write(ParseResult parse)
    {
        var error = parse.InvocationConfiguration.Error;
        if (parse.GetValue(CommonOptions.Json))
        {
            error.WriteLine(System.Text.Encoding.UTF8.GetString(CanonicalJson.Serialize(this)));
            return;
        }

        error.WriteLine($"lazai: {Printable.Of(Detail)} ({Printable.Of(Code)})");
        error.WriteLine("  " + Advice);
        if (TraceId is not null)
        {
            error.WriteLine("  Trace id for the operator: " + Printable.Of(TraceId));
        }
    }
}
