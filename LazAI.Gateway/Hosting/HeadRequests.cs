using LazAI.Gateway.Problems;

namespace LazAI.Gateway.Hosting;

/// <summary>Answers HEAD wherever GET is answered (RFC 9110 §9.3.2), with the same handlers: the server itself leaves out the body.</summary>
internal static class HeadRequests
{
    private static readonly object s_isHead = new();

    /// <summary>Comes before routing.</summary>
    public static void Use(WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (HttpMethods.IsHead(context.Request.Method))
            {
                context.Request.Method = HttpMethods.Get;
                context.Items[s_isHead] = true;
            }

            return next(context);
        });
        app.UseRouting();
        app.Use((context, next) => context.Items.ContainsKey(s_isHead) && context.GetEndpoint()?.Metadata.GetMetadata<GetOnly>() is not null
            ? RefuseAsync(context)
            : next(context));
    }

    /// <summary>For a GET that is more than a look: a HEAD must neither wait nor take anything.</summary>
    public static TBuilder IsGetOnly<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new GetOnly());

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.Allow = HttpMethods.Get;
        return Problem.From(GatewayErrors.MethodNotAllowed, $"{context.Request.Path} does not take HEAD.").ExecuteAsync(context);
    }

    private sealed class GetOnly;
}
