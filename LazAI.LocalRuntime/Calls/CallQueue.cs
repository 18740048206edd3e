namespace LazAI.LocalRuntime.Calls;

/// <summary>A list of calls linked through the calls themselves, so that queueing allocates nothing. Used under its owner's lock.</summary>
internal struct CallQueue
{
    private GrainCall? last;

    public GrainCall? First { get; private set; }

    public int Count { get; private set; }

    public void Append(GrainCall call)
    {
        call.Next = null;
        call.Previous = last;
        if (last is null)
            First = call;
        else
            last.Next = call;

        last = call;
        Count++;
    }

    public void Remove(GrainCall call)
    {
        if (call.Previous is null)
            First = call.Next;
        else
            call.Previous.Next = call.Next;

        if (call.Next is null)
            last = call.Previous;
        else
            call.Next.Previous = call.Previous;

        call.Next = call.Previous = null;
        Count--;
    }

    /// <summary>Takes the first call out, or null.</summary>
    public GrainCall? TakeFirst()
    {
        var call = First;
        if (call is not null)
            Remove(call);

        return call;
    }
}
