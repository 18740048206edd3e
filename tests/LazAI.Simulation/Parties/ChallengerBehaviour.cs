namespace LazAI.Simulation.Parties;

/// <summary>What kind of challenger it is.</summary>
public enum ChallengerBehaviour
{
    /// <summary>Runs every result again and challenges what is false, at once.</summary>
    Honest,

    /// <summary>The same, in the last slot of the window.</summary>
    Late,

    /// <summary>Challenges right and wrong results at the same time, and has the means for one bond.</summary>
    Poor,

    /// <summary>Does nothing.</summary>
    Idle,

    /// <summary>Reports every result as checked and looks at none.</summary>
    Blind,

    /// <summary>Challenges right results, and wrong ones with evidence that proves nothing.</summary>
    False,

    /// <summary>Files the evidence of others under its own name.</summary>
    Copycat,
}
