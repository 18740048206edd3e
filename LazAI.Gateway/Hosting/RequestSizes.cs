using LazAI.Gateway.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LazAI.Gateway.Hosting;

/// <summary>How large a request's address and headers may be. The server cuts off what is too large without a word, before anything here
/// runs; so its own limits are twice ours, and what lies between is explained.</summary>
internal static class RequestSizes
{
    private const int HeadersMaximum = 64;
    private const int TargetBytesMaximum = 8 * 1024;

    public static void Configure(KestrelServerLimits limits, GatewayOptions options)
    {
        limits.MaxRequestBodySize = options.BodyBytesMaximum;
        limits.MaxRequestLineSize = 2 * TargetBytesMaximum;
        limits.MaxRequestHeadersTotalSize = 2 * options.HeaderBytesMaximum;
        limits.MaxRequestHeaderCount = 2 * HeadersMaximum;
    }

    /// <summary>Refuses requests that are too large, and explains it.</summary>
    public static void Use(IApplicationBuilder app, GatewayOptions options) => app.Use((context, next) =>
    {
        if (context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Length > TargetBytesMaximum)
        {
            return Problem.From(GatewayErrors.TargetTooLong, $"An address has at most {TargetBytesMaximum} bytes.").ExecuteAsync(context);
        }

        return AreTooLarge(context.Request.Headers, options.HeaderBytesMaximum)
            ? Problem.From(
                GatewayErrors.HeadersTooLarge,
                $"A request has at most {HeadersMaximum} headers of {options.HeaderBytesMaximum} bytes together.").ExecuteAsync(context)
            : next(context);
    });

    /// <summary>As the server counts: name, colon, space, value and line end of each.</summary>
    private static bool AreTooLarge(IHeaderDictionary headers, int bytesMaximum)
    {
        const int Separators = 4;
        var (count, bytes) = (0, 0);
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                count++;
                bytes += name.Length + (value?.Length ?? 0) + Separators;
            }
        }

        return count > HeadersMaximum || bytes > bytesMaximum;
    }
}
