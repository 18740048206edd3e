using LazAI.AppHost.Commands;

return await CommandLine.InvokeAsync(args);
