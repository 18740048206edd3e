using Microsoft.Extensions.Logging;

namespace LazAI.Validator.Hosting;

internal static partial class ValidatorHostLog
{
    [LoggerMessage(1, LogLevel.Warning, "Weights cannot be kept in {Folder}; they will be fetched again")]
    public static partial void LogWeightsNotKept(this ILogger logger, string folder, Exception exception);
}
