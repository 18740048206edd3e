using System.Net.Http.Headers;

namespace LazAI.Client.Http;

/// <summary>A successful answer.</summary>
internal sealed record ApiAnswer(byte[] Body, HttpResponseHeaders Headers);
