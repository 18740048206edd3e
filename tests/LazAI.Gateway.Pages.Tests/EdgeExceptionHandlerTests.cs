using LazAI.Gateway.Hosting;
using LazAI.Grains.EventLog;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;

namespace LazAI.Gateway.Pages.Tests;

public sealed class EdgeExceptionHandlerTests
{
    public static TheoryData<Exception> Unanswered => [new EventLogUnavailableException("down"), new TimeoutException(), new OrleansException("silo lost")];

    [Theory]
    [MemberData(nameof(Unanswered))]
    public async Task Call_ThatWasNotAnswered_MayBeRepeated(Exception exception)
    {
        var context = await HandleAsync(exception);
        Assert.Equal((503, "1"), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
    }

    [Fact]
    public async Task Fault_OfOurOwn_IsNone()
    {
        var context = await HandleAsync(new InvalidOperationException());
        Assert.Equal((500, ""), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
    }

    private static async Task<HttpContext> HandleAsync(Exception exception)
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        Assert.True(await new EdgeExceptionHandler(NullLogger<EdgeExceptionHandler>.Instance).TryHandleAsync(context, exception, default));
        return context;
    }
}
