using LazAI.AppHost.Processes;

// Run as a program, this assembly owns a supervised child until somebody kills it:
//   dotnet LazAI.AppHost.Tests.dll own-child <log folder>
if (args is not ["own-child", var folder])
{
    Console.Error.WriteLine("These are tests: dotnet test tests/LazAI.AppHost.Tests");
    return 2;
}

var command = new ChildCommand("child", "/bin/sleep", ["600"], new Dictionary<string, string>(), TimeSpan.FromSeconds(5));
await using var child = SupervisedProcess.Start(command, folder, _ => { });
Console.WriteLine(await child.GetProcessIdAsync());
await Task.Delay(Timeout.Infinite);
return 0;
