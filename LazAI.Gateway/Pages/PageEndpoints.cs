using LazAI.Gateway.Problems;

namespace LazAI.Gateway.Pages;

/// <summary>The pages for people: <c>/</c>, <c>/tasks/{id}</c>, <c>/challenges</c>, <c>/workers</c>, <c>/workers/{address}/sessions/{session}</c>,
/// <c>/data-sets</c>, <c>/docs</c>,
/// <c>/docs/errors</c> and what they are made of.</summary>
internal static class PageEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").ExcludeFromDescription();
        pages.MapGet("/", (HttpContext context) => PageAsset.Find("index.html")!.SendAsync(context));
        pages.MapGet("/tasks/{id}", (HttpContext context) => PageAsset.Find("task.html")!.SendAsync(context));
        pages.MapGet("/challenges", (HttpContext context) => PageAsset.Find("challenges.html")!.SendAsync(context));
        pages.MapGet("/workers", (HttpContext context) => PageAsset.Find("workers.html")!.SendAsync(context));
        pages.MapGet("/workers/{address}/sessions/{session}", (HttpContext context) => PageAsset.Find("session.html")!.SendAsync(context));
        pages.MapGet("/data-sets", (HttpContext context) => PageAsset.Find("data-sets.html")!.SendAsync(context));
        pages.MapGet("/docs", (HttpContext context) => PageAsset.Find("docs.html")!.SendAsync(context));
        pages.MapGet("/docs/errors", (HttpContext context) => ErrorPage.Asset.SendAsync(context));
        pages.MapGet("/assets/{name}", SendAssetAsync);
    }

    private static Task SendAssetAsync(string name, HttpContext context) =>
        PageAsset.Find(name) is { IsPage: false } asset
            ? asset.SendAsync(context)
            : Problem.From(GatewayErrors.NotFound, $"There is nothing at {context.Request.Path}.").ExecuteAsync(context);
}
