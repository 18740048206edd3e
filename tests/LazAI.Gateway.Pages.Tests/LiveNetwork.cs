using LazAI.Gateway.Pages.Tests.Browsing;
using LazAI.Gateway.Tests;

namespace LazAI.Gateway.Pages.Tests;

/// <summary>One network and one browser for all tests that look at a running service.</summary>
[CollectionDefinition(nameof(LiveNetwork))]
public sealed class LiveNetwork : ICollectionFixture<NetworkFixture>, ICollectionFixture<Browser>;
