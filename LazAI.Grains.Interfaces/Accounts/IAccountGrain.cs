using LazAI.Protocol;
using LazAI.Protocol.Accounts;

namespace LazAI.Grains.Accounts;

/// <summary>Lets each signed command of an account in once; the key is the address.</summary>
[Alias("LazAI.IAccountGrain")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Lets a command in whose signature has been checked (again, for a retry), or says why not.</summary>
    [Alias("Authorize")]
    Task<AuthorizationOutcome> AuthorizeAsync(AccountCommand.Authorize command);

    /// <summary>What <see cref="AuthorizeAsync"/> would answer now, with number 0 for a command that it would let in anew. Nothing changes.</summary>
    [Alias("Check")]
    Task<AuthorizationOutcome> CheckAsync(AccountCommand.Authorize command);

    /// <summary>The recorded command with this number in the account's stream, or null.</summary>
    [Alias("Find")]
    Task<AccountEvent.Authorized?> FindAsync(long version);
}

/// <summary>The number of the authorising event, or why there is none.</summary>
[GenerateSerializer]
[Alias("LazAI.AuthorizationOutcome")]
public sealed record AuthorizationOutcome([property: Id(0)] long Version, [property: Id(1)] Rejection? Refusal);
