using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace LazAI.Gateway.Pages;

/// <summary>A file of the pages, carried in the assembly: it is there wherever the process was started.</summary>
internal sealed class PageAsset(string mediaType, byte[] content)
{
    private const string ResourcePrefix = "pages/";

    /// <summary>Nothing from elsewhere, nothing inline: what data may hold can neither load nor run.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, string> s_mediaTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, PageAsset> s_assets = Load();

    private readonly EntityTagHeaderValue _tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"");

    public bool IsPage { get; } = mediaType.StartsWith("text/html", StringComparison.Ordinal);

    public static PageAsset? Find(string name) => s_assets.GetValueOrDefault(name);

    /// <summary>The text of an asset that a page is made from.</summary>
    public static string ReadText(string name) => System.Text.Encoding.UTF8.GetString(s_assets[name].Content);

    private byte[] Content { get; } = content;

    public async Task SendAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.CacheControl = "no-cache";
        response.GetTypedHeaders().ETag = _tag;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        if (IsPage)
        {
            response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        }

        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(_tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = mediaType;
        response.ContentLength = Content.Length;
        await response.Body.WriteAsync(Content, context.RequestAborted);
    }

    private static FrozenDictionary<string, PageAsset> Load()
    {
        var assembly = typeof(PageAsset).Assembly;
        var assets = new Dictionary<string, PageAsset>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            assets[resource[ResourcePrefix.Length..]] = new PageAsset(s_mediaTypes[Path.GetExtension(resource)], content);
        }

        return assets.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
