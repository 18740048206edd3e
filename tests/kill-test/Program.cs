using LazAI.KillTest;

// Runs the whole system, kills the gateway (or silos, where grains have processes of their own) and PostgreSQL with SIGKILL at random moments under load, and then checks in the event
// log that nothing acknowledged was lost or doubled.
//   dotnet run --project tests/kill-test [-- [--quick] [--gateway-kills 20] [--postgres-kills 4] [--silos 0] [--seed N]]
if (!KillTestOptions.TryParse(args, out var options))
{
    await Console.Error.WriteLineAsync("LazAI.KillTest [--quick] [--gateway-kills N] [--postgres-kills N] [--silos N] [--seed N]");
    return 2;
}

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    interrupt.Cancel();
};
var verdict = await KillTestRun.RunAsync(options, Console.Out, interrupt.Token);
verdict.Print(Console.Out);
return verdict.Held ? 0 : 1;
