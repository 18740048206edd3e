using System.Collections.Immutable;
using LazAI.Grains.EventLog;

namespace LazAI.Storage;

/// <summary>Events of one stream in version order.</summary>
/// <param name="IsLast">The stream held no more when it was read; else whoever wants them asks for the next page, which may be empty.</param>
internal readonly record struct StreamPage(ImmutableArray<RecordedEvent> Events, bool IsLast);
