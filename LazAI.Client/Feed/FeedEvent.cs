namespace LazAI.Client;

/// <summary>One event of the service's live feed.</summary>
/// <param name="Type">What kind it is, for instance <c>tasks</c>.</param>
/// <param name="Json">Its data.</param>
public sealed record FeedEvent(string Type, string Json);
