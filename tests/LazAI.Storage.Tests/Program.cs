using LazAI.Storage;

// Run as a program, this assembly owns a private server until somebody kills it:
//   dotnet LazAI.Storage.Tests.dll own-postgres <folder>
if (args is not ["own-postgres", var folder])
{
    Console.Error.WriteLine("These are tests: dotnet test tests/LazAI.Storage.Tests");
    return 2;
}

await using var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { Folder = folder });
Console.WriteLine(server.ProcessId);
await Task.Delay(Timeout.Infinite);
return 0;
