using System.Text;
using LazAI.Enclave.Hosting;
using LazAI.Enclave.PassThrough;
using LazAI.Enclave.Tests.Worker;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using Microsoft.AspNetCore.Http;

namespace LazAI.Enclave.Tests.PassThrough;

/// <summary>A whole worker beside a model server that speaks the OpenAI API.</summary>
public sealed class PassThroughWorkerTests
{
    private static readonly byte[] s_chat = """{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Rivers of Zürich?"}],"max_tokens":50}"""u8.ToArray();

    [Fact]
    public async Task Worker_ChatTwice_GivesTheSameBytesWithoutWhatDiffers()
    {
        await using var server = await StartServerAsync();
        await using var worker = await StartWorkerAsync(server, PassThroughManifest.ChatCompletions);
        var (first, second) = (worker.Gateway.Task(1, s_chat), worker.Gateway.Task(2, s_chat));

        worker.Gateway.Offer([first, second]);
        await worker.Gateway.WhenAsync(() => worker.Gateway.Accepted.Count == 2);

        const string Expected =
            """{"completionTokens":6,"finishReason":"stop","model":"tiny-chat","promptTokens":19,"text":"Zürich\nhas \"two\" rivers."}""";
        Assert.Equal(Expected, OutputOf(worker, first));
        Assert.Equal(Expected, OutputOf(worker, second));
        Assert.Equal(2, server.Bodies.Count);
        Assert.All(server.Bodies, body => Assert.Equal(
            """{"model":"tiny-chat","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Rivers of Z\u00FCrich?"}],"max_tokens":50,"temperature":0,"top_p":1,"n":1,"seed":42,"stream":false}""",
            body));
    }

    [Fact]
    public async Task Worker_CompletionAndEmbeddings_GiveTheirResults()
    {
        await using var server = await StartServerAsync();
        await using (var worker = await StartWorkerAsync(server, PassThroughManifest.Completions))
        {
            var task = worker.Gateway.Task(1, """{"prompt":"Six","stop":["\n"]}"""u8.ToArray());
            worker.Gateway.Offer([task]);
            await worker.Gateway.WhenAsync(() => worker.Gateway.Accepted.Count == 1);

            Assert.Equal("""{"completionTokens":2,"finishReason":"length","model":"tiny-chat","promptTokens":5,"text":" and seven"}""", OutputOf(worker, task));
            Assert.Contains("\"max_tokens\":64", server.Bodies[0], StringComparison.Ordinal);
        }

        await using (var worker = await StartWorkerAsync(server, PassThroughManifest.Embeddings))
        {
            var task = worker.Gateway.Task(1, """{"input":["a","b"],"model":"tiny-chat"}"""u8.ToArray());
            worker.Gateway.Offer([task]);
            await worker.Gateway.WhenAsync(() => worker.Gateway.Accepted.Count == 1);

            Assert.Equal("""{"embeddings":["AAAAPwAAgD8=","AACAPwAAAMA="],"model":"tiny-chat","promptTokens":8}""", OutputOf(worker, task));
            Assert.Equal("""{"model":"tiny-chat","input":["a","b"],"encoding_format":"base64"}""", server.Bodies[1]);
        }
    }

    [Fact]
    public async Task Worker_RequestForSampling_IsDeclinedByNameAndNotAsked()
    {
        await using var server = await StartServerAsync();
        await using var worker = await StartWorkerAsync(server, PassThroughManifest.ChatCompletions);

        await AssertDeclinedAsync(worker, """{"messages":[{"role":"user","content":"x"}],"temperature":0.7}""", "temperature is 0: decoding is greedy.");
        Assert.Empty(server.Bodies);
    }

    [Fact]
    public async Task Worker_ServerDown_DeclinesAndServesAgainWhenItIsBack()
    {
        await using var server = await StartServerAsync();
        await using var worker = await StartWorkerAsync(server, PassThroughManifest.ChatCompletions);
        await server.CrashAsync();

        await AssertDeclinedAsync(worker, Encoding.UTF8.GetString(s_chat), "The model server gives no answer: nothing listens at its address.");

        await server.StartAsync();
        worker.Gateway.Offer([worker.Gateway.Task(2, s_chat)]);
        await worker.Gateway.WhenAsync(() => worker.Gateway.Accepted.Count == 1);
        Assert.Single(worker.Gateway.Declined);
    }

    [Fact]
    public async Task Worker_ServerBusyAtFirst_AsksAgain()
    {
        await using var server = await StartServerAsync();
        server.Misbehave = call => call == 1 ? Results.StatusCode(503) : null;
        await using var worker = await StartWorkerAsync(server, PassThroughManifest.ChatCompletions);

        worker.Gateway.Offer([worker.Gateway.Task(1, s_chat)]);
        await worker.Gateway.WhenAsync(() => worker.Gateway.Accepted.Count == 1);

        Assert.Equal(2, server.Bodies.Count);
    }

    public static TheoryData<string, string> BadAnswers => new()
    {
        { "400", "The model server gives no answer: HTTP 400." },
        { "302", "The model server gives no answer: HTTP 302." },
        { "large", "The model server gives no answer: it has more than 1048576 bytes." },
        { "long", "The result has more than 65536 bytes." },
        { "no JSON", "The model server's answer is none that the API gives." },
        { "no choices", "The model server's answer is none that the API gives." },
        { "two choices", "The model server's answer is none that the API gives." },
        { "no text", "The model server's answer is none that the API gives." },
        { "half a character", "The model server's answer is none that the API gives." },
        { "filtered", "The model server ended with \"content_filter\"." },
    };

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task Worker_AnswerThatIsNoResult_DeclinesWithTheReason(string what, string reason)
    {
        await using var server = await StartServerAsync();
        static string Chat(string content, string finish = "stop") => $$$"""{"choices":[{"finish_reason":"{{{finish}}}","message":{"content":{{{content}}}}}]}""";
        server.Misbehave = _ => what switch
        {
            "400" => Results.BadRequest(),
            "302" => Results.Redirect("http://127.0.0.1:1/"),
            "large" => Results.Text(Chat($"\"{new string('a', 1_100_000)}\"")),
            "long" => Results.Text(Chat($"\"{new string('a', 70_000)}\"")),
            "no JSON" => Results.Text("<html>"),
            "no choices" => Results.Text("{\"error\":{}}"),
            "two choices" => Results.Text("{\"choices\":[{},{}]}"),
            "no text" => Results.Text(Chat("null")),
            "half a character" => Results.Text(Chat("\"\\ud800\"")),
            _ => Results.Text(Chat("\"\"", "content_filter")),
        };
        await using var worker = await StartWorkerAsync(server, PassThroughManifest.ChatCompletions);

        await AssertDeclinedAsync(worker, Encoding.UTF8.GetString(s_chat), reason);
    }

    [Fact]
    public async Task Worker_ServerThatHangs_IsGivenUpInTime()
    {
        await using var server = await StartServerAsync();
        var open = new TaskCompletionSource();
        server.Open = open.Task;
        await using var worker = await StartWorkerAsync(
            server, PassThroughManifest.ChatCompletions, options => options.ModelServerTimeout = TimeSpan.FromMilliseconds(300));

        await AssertDeclinedAsync(worker, Encoding.UTF8.GetString(s_chat), "The model server gives no answer within 0.3 s: it does not answer.");
        open.SetResult();
    }

    [Fact]
    public async Task Worker_ServerSlow_RunsOtherTasksBeside()
    {
        await using var server = await StartServerAsync();
        var open = new TaskCompletionSource();
        server.Open = open.Task;
        await using var worker = await StartWorkerAsync(server, PassThroughManifest.ChatCompletions, options => options.Parallelism = 1);

        // Of these the second needs no server to be declined.
        worker.Gateway.Offer([worker.Gateway.Task(1, s_chat), worker.Gateway.Task(2, "{}"u8.ToArray())]);
        await worker.Gateway.WhenAsync(() => worker.Gateway.Declined.Count == 1);
        Assert.Equal("messages is missing.", worker.Gateway.Declined[0].Reason);
        Assert.Empty(worker.Gateway.Accepted);

        open.SetResult();
        await worker.Gateway.WhenAsync(() => worker.Gateway.Accepted.Count == 1);
    }

    [Fact]
    public async Task Worker_ToldToStopWhileTheServerHangs_StopsWhenItsTimeIsOver()
    {
        await using var server = await StartServerAsync();
        var open = new TaskCompletionSource();
        server.Open = open.Task;
        await using var worker = await StartWorkerAsync(
            server, PassThroughManifest.ChatCompletions, options => options.DrainTimeout = TimeSpan.FromMilliseconds(300));
        worker.Gateway.Offer([worker.Gateway.Task(1, s_chat)]);
        await worker.Gateway.WhenAsync(() => worker.Gateway.Sessions[0].Fresh == 0);

        await worker.StopWorkerAsync();

        Assert.Empty(worker.Gateway.Accepted);
        open.SetResult();
    }

    [Fact]
    public async Task Worker_WithoutServerOrWithAnotherManifest_DeclinesByName()
    {
        await using (var server = await StartServerAsync())
        {
            await using var worker = await StartWorkerAsync(server, PassThroughManifest.ChatCompletions, options => options.ModelServer = "");
            await AssertDeclinedAsync(worker, "{}", "This worker has no model server.");
        }

        await using (var server = await StartServerAsync())
        {
            await using var worker = await StartWorkerAsync(server, "/v1/images");
            await AssertDeclinedAsync(
                worker, "{}", "The weights are no manifest of a served model: endpoint is one of /v1/chat/completions, /v1/completions, /v1/embeddings.");
        }
    }

    private static async Task<OpenAIServer> StartServerAsync()
    {
        var server = new OpenAIServer();
        await server.StartAsync();
        return server;
    }

    private static Task<WorkerUnderTest> StartWorkerAsync(OpenAIServer server, string endpoint, Action<WorkerOptions>? configure = null) =>
        WorkerUnderTest.StartAsync(
            configure: options =>
            {
                options.ModelServer = server.Address;
                configure?.Invoke(options);
            },
            describe: model => model with
            {
                InputBytes = 0,
                Determinism = new DeterminismConfig(PassThroughEngine.Id, PassThroughEngine.Version, "q4_k_m", 42, false, 64),
            },
            weights: CanonicalJson.Serialize(new PassThroughManifest(
                endpoint, "tiny-chat", "test 1", [new ServedFile("tiny.gguf", 3, new string('0', 64))])));

    private static async Task AssertDeclinedAsync(WorkerUnderTest worker, string input, string reason)
    {
        worker.Gateway.Offer([worker.Gateway.Task(1, Encoding.UTF8.GetBytes(input))]);
        await worker.Gateway.WhenAsync(() => worker.Gateway.Declined.Count == 1);
        Assert.Equal(reason, worker.Gateway.Declined[0].Reason);
        Assert.Empty(worker.Gateway.Accepted);
    }

    private static string OutputOf(WorkerUnderTest worker, Protocol.Api.WorkItem task) =>
        Encoding.UTF8.GetString(worker.Gateway.Accepted[task.TaskId].Output.Span);
}
