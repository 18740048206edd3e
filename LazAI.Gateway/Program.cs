using LazAI.Gateway.Hosting;
using LazAI.Silo.Hosting;
using LazAI.Silo.Network;
using LazAI.Storage;

var builder = WebApplication.CreateBuilder(args);
builder.AddLazAISilo();
builder.AddLazAIGateway();

var app = builder.Build();
app.MapLazAIGateway();
try
{
    await app.PrepareAsync();
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (exception is GenesisException or MigrationException or Microsoft.Extensions.Options.OptionsValidationException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
