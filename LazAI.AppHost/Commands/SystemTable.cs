using System.Globalization;
using LazAI.AppHost.Hosting;
using Spectre.Console;

namespace LazAI.AppHost.Commands;

/// <summary>Where everything is, for people.</summary>
internal static class SystemTable
{
    public static void Print(LocalSystem system)
    {
        var table = new Table().AddColumn("what").AddColumn("where");
        Row("Dashboard", system.Address.ToString());
        Row("API and its description", $"{system.Address}docs");
        Row("PostgreSQL", system.Postgres is { } postgres
            ? string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{postgres.Port}, database {system.Network.DatabaseName}, data in {postgres.Folder}")
            : "as the connection string says");
        Row("Model digits", system.Digits.Id.ToString());
        Row("Model digits-8x8", system.SmallDigits.Id.ToString());
        Row("Model anchoring", system.Anchoring.Id.ToString());
        Row("Model group-sums", system.GroupSums.Id.ToString());
        Row("Account that pays", $"{system.Network.Submitter.Address}, key in {system.Network.Submitter.File}");
        for (var index = 0; index < system.Workers.Count; index++)
        {
            Row(system.Workers[index].Name, system.Network.Operators[index].Address.ToString());
        }

        if (system.Validator is { } validator)
        {
            Row(validator.Name, system.Network.Validator.Address.ToString());
        }

        Row("Logs", system.LogPath);
        Row("Evidence", $"DEVELOPMENT: proves nothing about hardware; root in {system.Network.RootFile}");
        PlainConsole.Create().Write(table);

        void Row(string what, string where) => table.AddRow(new Text(what), new Text(where));
    }
}
