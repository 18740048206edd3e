using System.Text;

namespace LazAI.Protocol.Tests.Deciding;

/// <summary>Every command in every state, written down: one paragraph a state, one line a command with what comes of it.</summary>
internal static class Grid
{
    public static string Of<TState, TCommand, TEvent, TEffect>(
        IEnumerable<(string Name, TState State)> states,
        IReadOnlyList<(string Name, TCommand Command)> commands,
        Func<TState, TCommand, Decision<TEvent, TEffect>> decide,
        Func<TState, TEvent, TState> apply,
        Func<TState, string> describe)
    {
        var text = new StringBuilder();
        foreach (var (name, state) in states)
        {
            text.Append(name).Append('\n');
            foreach (var (command, value) in commands)
            {
                text.Append("  ").Append(command.PadRight(34)).Append(' ')
                    .Append(decide(state, value) switch
                    {
                        Rejected<TEvent, TEffect> rejected => "refused: " + rejected.Reason.Code,
                        Accepted<TEvent, TEffect> accepted => Describe(state, accepted, apply, describe),
                        var other => throw new InvalidOperationException($"{other} is no decision."),
                    })
                    .Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Describe<TState, TEvent, TEffect>(
        TState state, Accepted<TEvent, TEffect> accepted, Func<TState, TEvent, TState> apply, Func<TState, string> describe)
    {
        if (accepted.Events.IsEmpty)
        {
            Assert.Empty(accepted.Effects);
            return "nothing to do";
        }

        var after = accepted.Events.Aggregate(state, apply);
        var effects = string.Concat(accepted.Effects.Select(effect => " ! " + effect!.GetType().Name));
        return string.Join(" + ", accepted.Events.Select(@event => @event!.GetType().Name)) + effects + " -> " + describe(after);
    }
}
