using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Hosting;

/// <summary>Limits of the HTTP API.</summary>
public sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>Largest body of a submission or a batch of results, in bytes. Higher lets more inline input travel together
    /// and costs that much memory a request.</summary>
    public long BatchBodyBytesMaximum { get; set; } = 16 * 1024 * 1024;

    /// <summary>Largest body of any other request, in bytes.</summary>
    public long BodyBytesMaximum { get; set; } = 256 * 1024;

    /// <summary>Largest set of request headers, in bytes. A request with more than twice as many is cut off by the server with a bare
    /// 431, before anything could explain it.</summary>
    public int HeaderBytesMaximum { get; set; } = 16 * 1024;

    /// <summary>Requests a second that one caller (session or, where it has none, address) may make for long. Behind a proxy all callers
    /// have one address, unless ASPNETCORE_FORWARDEDHEADERS_ENABLED says to believe what the proxy says of them.</summary>
    public int RequestsPerSecond { get; set; } = 500;

    /// <summary>Requests that a caller may make at once before that rate holds.</summary>
    public int RequestsBurst { get; set; } = 1_000;

    /// <summary>Longest wait of a poll for work, in seconds.</summary>
    public int PollWaitSecondsMaximum { get; set; } = 30;

    /// <summary>Most items of a page.</summary>
    public int PageItemsMaximum { get; set; } = 1_000;

    /// <summary>How often the live feed sends, in milliseconds.</summary>
    public int FeedIntervalMilliseconds { get; set; } = 500;

    /// <summary>Open live feeds; further ones are turned away.</summary>
    public int FeedsMaximum { get; set; } = 200;

    /// <summary>Open live feeds of one caller, so that nobody holds them all. Behind a proxy all callers are one, as with
    /// <see cref="RequestsPerSecond"/>.</summary>
    public int FeedsPerCallerMaximum { get; set; } = 20;
}

/// <summary>Refuses limits with which the API could not work.</summary>
public sealed class GatewayOptionsValidator : IValidateOptions<GatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options switch
        {
            { BodyBytesMaximum: < 1_024 } or { BatchBodyBytesMaximum: < 1_024 } =>
                ValidateOptionsResult.Fail("Gateway: bodies of less than 1 KiB carry no command."),
            { HeaderBytesMaximum: < 1_024 } => ValidateOptionsResult.Fail("Gateway:HeaderBytesMaximum is at least 1,024."),
            { RequestsPerSecond: < 1 } or { RequestsBurst: < 1 } => ValidateOptionsResult.Fail("Gateway: rates are at least 1."),
            { PollWaitSecondsMaximum: < 0 or > 300 } => ValidateOptionsResult.Fail("Gateway:PollWaitSecondsMaximum is from 0 to 300."),
            { PageItemsMaximum: < 1 or > 10_000 } => ValidateOptionsResult.Fail("Gateway:PageItemsMaximum is from 1 to 10,000."),
            { FeedsMaximum: < 1 } or { FeedsPerCallerMaximum: < 1 } => ValidateOptionsResult.Fail("Gateway: feeds are at least 1."),
            { FeedIntervalMilliseconds: < 50 } => ValidateOptionsResult.Fail("Gateway:FeedIntervalMilliseconds is at least 50."),
            _ => ValidateOptionsResult.Success,
        };
    }
}
