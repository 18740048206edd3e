using System.Text;
using LazAI.Enclave.PassThrough;

namespace LazAI.Enclave.Tests.PassThrough;

public sealed class PassThroughRequestTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";

    [Theory]
    [InlineData("")]
    [InlineData(",\"temperature\":0")]
    [InlineData(",\"temperature\":0.0,\"top_p\":1.0,\"n\":1,\"seed\":7,\"stream\":false,\"presence_penalty\":0,\"frequency_penalty\":0,\"logprobs\":false")]
    [InlineData(",\"model\":\"m\",\"max_tokens\":10")]
    [InlineData(",\"max_completion_tokens\":10")]
    public void Build_WhatIsDoneAnyway_IsTakenAndGivesOneRequest(string members) => Assert.Equal(
        "{\"model\":\"m\"," + Messages + ",\"max_tokens\":10,\"temperature\":0,\"top_p\":1,\"n\":1,\"seed\":7,\"stream\":false}",
        Build(PassThroughManifest.ChatCompletions, "{" + Messages + members + "}", out _));

    [Theory]
    [InlineData("\"temperature\":1", "temperature is 0: decoding is greedy.")]
    [InlineData("\"temperature\":\"0\"", "temperature is 0: decoding is greedy.")]
    [InlineData("\"temperature\":1e-30", "temperature is 0: decoding is greedy.")]
    [InlineData("\"top_p\":0.9", "top_p is 1: decoding is greedy.")]
    [InlineData("\"presence_penalty\":0.1", "presence_penalty is 0: decoding is greedy.")]
    [InlineData("\"n\":2", "n is 1: a task has one answer.")]
    [InlineData("\"seed\":8", "seed is 7, the model's.")]
    [InlineData("\"seed\":null", "seed is 7, the model's.")]
    [InlineData("\"stream\":true", "stream is false.")]
    [InlineData("\"model\":\"other\"", "model is \"m\".")]
    [InlineData("\"max_tokens\":11", "max_tokens is from 1 to 10.")]
    [InlineData("\"max_tokens\":0", "max_tokens is from 1 to 10.")]
    [InlineData("\"max_tokens\":1e99", "max_tokens is from 1 to 10.")]
    [InlineData("\"tools\":[]", "tools is not taken.")]
    [InlineData("\"top_k\":40", "top_k is not taken.")]
    [InlineData("\"logit_bias\":{}", "logit_bias is not taken.")]
    [InlineData("\"prompt\":\"x\"", "prompt is not taken.")]
    [InlineData("\"stop\":[1]", "stop is text or a list of 1 to 1024 texts.")]
    [InlineData("\"stop\":\"\\ud800\"", "The input is no JSON object.")]
    [InlineData("\"messages\":[]", "The input is no JSON object.")]
    public void Build_WhatIsNotDone_IsRefusedByItsName(string member, string reason)
    {
        Assert.Null(Build(PassThroughManifest.ChatCompletions, "{" + Messages + "," + member + "}", out var refusal));
        Assert.Equal(reason, refusal);
    }

    [Theory]
    [InlineData("{}", "messages is missing.")]
    [InlineData("[]", "The input is no JSON object.")]
    [InlineData("", "The input is no JSON object.")]
    [InlineData("{\"messages\":[]}", "messages is a list of 1 to 1024.")]
    [InlineData("{\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}", "messages has a role (system, developer, user, assistant) and a text as content each, and nothing else.")]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":[]}]}", "messages has a role (system, developer, user, assistant) and a text as content each, and nothing else.")]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"name\":\"y\"}]}", "messages has a role (system, developer, user, assistant) and a text as content each, and nothing else.")]
    public void Build_NoConversation_IsRefused(string input, string reason)
    {
        Assert.Null(Build(PassThroughManifest.ChatCompletions, input, out var refusal));
        Assert.Equal(reason, refusal);
    }

    [Theory]
    [InlineData("{\"input\":\"x\",\"encoding_format\":\"float\"}", "encoding_format is \"base64\": every bit of the numbers is in the result.")]
    [InlineData("{\"input\":[[1,2]]}", "input is text or a list of 1 to 1024 texts.")]
    [InlineData("{\"input\":\"x\",\"temperature\":0}", "temperature is not taken.")]
    [InlineData("{\"input\":\"x\",\"dimensions\":0}", "dimensions is from 1 to 65536.")]
    [InlineData("{}", "input is missing.")]
    public void Build_EmbeddingsThatAreNotGiven_AreRefused(string input, string reason)
    {
        Assert.Null(Build(PassThroughManifest.Embeddings, input, out var refusal));
        Assert.Equal(reason, refusal);
    }

    [Fact]
    public void Build_InputAboveItsBound_IsRefused()
    {
        var request = new PassThroughRequest(new PassThroughManifest(PassThroughManifest.Completions, "m", "", []), 7, 10);
        Assert.Null(request.Build(new byte[PassThroughRequest.InputBytesMaximum + 1], out var refusal));
        Assert.Equal("The input has more than 1048576 bytes.", refusal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8000/", true)]
    [InlineData("http://127.0.0.1:8000", true)]
    [InlineData("http://[::1]:8000/", true)]
    [InlineData("http://localhost:8000/", false)]
    [InlineData("http://0.0.0.0:8000/", false)]
    [InlineData("http://192.168.0.1:8000/", false)]
    [InlineData("http://[::ffff:10.0.0.1]/", false)]
    [InlineData("https://127.0.0.1:8000/", false)]
    [InlineData("http://127.0.0.1:8000/v1", false)]
    [InlineData("http://a:b@127.0.0.1:8000/", false)]
    [InlineData("http://127.0.0.1.example.org/", false)]
    [InlineData("8000", false)]
    public void Address_AnythingButANumberOnLoopback_IsRefused(string text, bool taken) =>
        Assert.Equal(taken, ModelServer.TryParseAddress(text, out _));

    private static string? Build(string endpoint, string input, out string refusal)
    {
        var body = new PassThroughRequest(new PassThroughManifest(endpoint, "m", "", []), 7, 10).Build(Encoding.UTF8.GetBytes(input), out refusal);
        return body is null ? null : Encoding.UTF8.GetString(body);
    }
}
