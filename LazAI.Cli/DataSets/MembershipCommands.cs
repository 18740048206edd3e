using System.CommandLine;
using System.Text.Json;
using LazAI.Cli.Invocation;
using LazAI.Client.Claims;
using LazAI.Protocol.Encoding;

namespace LazAI.Cli.DataSets;

/// <summary><c>lazai data claim prove-member</c> and <c>verify-member</c>: that a record is in a data set, without showing which.</summary>
internal static class MembershipCommands
{
    private const int OpeningBytesMaximum = 64 * 1024;

    private static readonly Option<int> s_record = new("--record") { Description = "Number of the record, from 1; a line with the columns' names is none", Required = true };

    private static readonly Option<FileInfo> s_openingToWrite = new("-o", "--opening")
    {
        Description = "File for the opening: with it, and only with it, others see which record it is",
        Required = true,
    };

    private static readonly Option<FileInfo?> s_opening = new("--opening") { Description = "The opening, if you have it: which record the claim is about" };

    public static Command AddTo(Command claim)
    {
        claim.Add(new Command("prove-member", "Prove that a committed record is in the data set, without showing which")
        {
            DataCommand.Content, ClaimCommands.Claim, ClaimCommands.Records, s_record, s_openingToWrite, ClaimCommands.Key, ClaimCommands.Development,
            ClaimCommands.KeyFolder,
        }.Runs(ProveAsync));
        claim.Add(new Command("verify-member", "Check the proofs of membership claims, and say what they prove; exit code 0 only if one does")
        {
            DataCommand.Content, ClaimCommands.Claim, s_opening, ClaimCommands.Setups, ClaimCommands.DevelopmentSetups,
        }.Runs(VerifyAsync));
        return claim;
    }

    private static async Task<int> ProveAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var shape = await ClaimCommands.ReadClaimAsync(context, cancellationToken);
        var records = await ClaimCommands.ReadRecordsAsync(context, shape, cancellationToken);
        var number = context.Parse.GetRequiredValue(s_record);
        if (number < 1 || number > records.Length)
        {
            throw new CommandFailedException($"There is no record {number}.", $"Records have the numbers 1 to {records.Length}.");
        }

        var claim = new MembershipClaim(shape);
        var key = await ClaimCommands.FindKeyAsync(context, claim.ComputeCircuitHash(), claim.System, cancellationToken);
        var options = ClaimCommands.OptionsFor(context, key, claim.System);
        if (!claim.TryProve(records, number - 1, key, options, cancellationToken, out var proven, out var opening, out var refusal))
        {
            throw new CommandFailedException(refusal, "Are schema and depth those of the records?");
        }

        // Before the claim is stated: a commitment whose opening is lost says nothing to anybody.
        await File.WriteAllBytesAsync(context.Parse.GetRequiredValue(s_openingToWrite).FullName, CanonicalJson.Serialize(opening), cancellationToken);
        ClaimCommands.Tell(context, $"Proven: {proven.Content.Statement} Key hash {key.VerificationKey.Hash}.");
        return await ClaimCommands.StateAsync(
            context, orders => orders.StateClaim(proven.Content, proven.VerificationKey, proven.Proof), cancellationToken);
    }

    private static async Task<int> VerifyAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var claim = new MembershipClaim(await ClaimCommands.ReadClaimAsync(context, cancellationToken));
        var opening = await ReadOpeningAsync(context, cancellationToken);
        var check = new ClaimCheck(
            signals => claim.Describe(signals, opening), ClaimCommands.Keys(context, ClaimCommands.Setups),
            ClaimCommands.Keys(context, ClaimCommands.DevelopmentSetups));
        return await ClaimCommands.VerifyAsync(context, check, cancellationToken);
    }

    private static async Task<MembershipOpening?> ReadOpeningAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Parse.GetValue(s_opening) is not { } file)
        {
            return null;
        }

        try
        {
            return CanonicalJson.Deserialize<MembershipOpening>(await BoundedFile.ReadAsync(file, OpeningBytesMaximum, cancellationToken));
        }
        catch (JsonException)
        {
            throw new CommandFailedException($"{file.Name} is no opening.", "'lazai data claim prove-member' writes one.");
        }
    }
}
