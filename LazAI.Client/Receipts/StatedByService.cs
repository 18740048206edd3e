using System.Collections.Immutable;
using LazAI.Protocol.Receipts;

namespace LazAI.Client.Receipts;

/// <summary>Members of a receipt that nothing signs and no other member holds fast: alone they could be others and no check would show it.</summary>
internal static class StatedByService
{
    /// <summary>That the list is whole: a challenge could be left out.</summary>
    public const string AllChallenges = "challenges[]";

    private static readonly ImmutableArray<string> s_always =
    [
        "assignment.drawIndex",
        "assignment.rosterHash",
        "assignment.stake",
        "assignment.until",
        "history[].slot",
        "session.capacity",
        "session.verifiedAt",
    ];

    /// <summary>What is compared with the network that the verifier knows.</summary>
    private static readonly ImmutableArray<string> s_byNetwork = ["disputableUntil", "genesisHash", "session.openedAt", "session.until"];

    private static readonly ImmutableArray<string> s_ofChallenges = ["challenges[].detail", "challenges[].filedAt"];

    /// <summary>Of what was judged, evidence and outcome hold each other fast.</summary>
    private const string UnjudgedOutcome = "challenges[].outcome";

    /// <summary>The members in order. Which models are accepted changes nothing: a publisher's signature binds the description.</summary>
    public static ImmutableArray<string> Members(Receipt receipt, ReceiptTrust trust)
    {
        IEnumerable<string> members = s_always;
        if (trust.Network is null)
        {
            members = members.Concat(s_byNetwork);
        }

        if (receipt.DisputableUntil is not null)
        {
            members = members.Append(AllChallenges);
        }

        if (!receipt.Challenges.IsEmpty)
        {
            members = members.Concat(s_ofChallenges);
        }

        if (receipt.Challenges.Any(challenge => challenge.Evidence is null))
        {
            members = members.Append(UnjudgedOutcome);
        }

        return [.. members.Order(StringComparer.Ordinal)];
    }
}
