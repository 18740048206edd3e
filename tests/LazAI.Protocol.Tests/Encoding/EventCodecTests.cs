using System.Text;
using System.Text.Json;
using LazAI.Protocol.Ledger;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Protocol.Tests.Encoding;

public class EventCodecTests(ITestOutputHelper output)
{
    private const int InstancesPerEvent = 100;

    [Fact]
    public void Encode_AnyInstanceOfEveryEvent_IsCanonicalAndRoundTrips()
    {
        var any = new AnyValue(TestSeed.Create(output));
        foreach (var codec in EventCodecs.All)
        {
            foreach (var type in codec.Events)
            {
                for (var i = 0; i < InstancesPerEvent; i++)
                {
                    var (name, payload) = codec.Encode(any.Create(type));
                    var text = System.Text.Encoding.UTF8.GetString(payload);
                    Assert.Equal(ReferenceCanonicalJson.Of(payload), text);

                    var read = codec.Decode(name, payload);
                    Assert.IsType(type, read);
                    Assert.Equal(text, System.Text.Encoding.UTF8.GetString(codec.Encode(read).Payload));
                }
            }
        }
    }

    /// <summary>A renamed event or member makes old logs unreadable: it shows here.</summary>
    [Fact]
    public void Names_EveryEventWithItsMembers_AreTheCheckedInOnes()
    {
        var lines = new StringBuilder();
        foreach (var codec in EventCodecs.All)
        {
            foreach (var type in codec.Events.OrderBy(type => type.Name, StringComparer.Ordinal))
            {
                var name = codec.Names.Single(name => name.EndsWith("." + JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name), StringComparison.Ordinal));
                lines.Append(name).Append(": ").AppendJoin(' ', WireShape.MembersOf(type)).Append('\n');
            }
        }

        foreach (var type in WireShape.NestedRecords(EventCodecs.All.SelectMany(codec => codec.Events)))
        {
            lines.Append(type.Name).Append(": ").AppendJoin(' ', WireShape.MembersOf(type)).Append('\n');
        }

        Snapshot.Match("EventNames.txt", lines.ToString());
    }

    [Fact]
    public void Names_AllCodecs_AreDistinctAndComplete()
    {
        var names = EventCodecs.All.SelectMany(codec => codec.Names).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal(EventCodecs.All.Sum(codec => codec.Events.Count()), names.Length);
        Assert.True(EventCodecs.All.Count >= 8, "task, worker, model, account, ledger, slot-clock, coordinator, genesis");
    }

    [Theory]
    [InlineData("ledger.minted", "{}")]
    [InlineData("task.settled", "{}")]
    [InlineData("ledger.settled", "null")]
    [InlineData("ledger.settled", "[]")]
    [InlineData("ledger.settled", "")]
    [InlineData("ledger.settled", "{\"at\":1,\"settlements\":[]}x")]
    public void Decode_OtherNameOrShape_Throws(string name, string payload) =>
        Assert.Throws<JsonException>(() => LedgerEvent.Codec.Decode(name, System.Text.Encoding.UTF8.GetBytes(payload)));
}
