using LazAI.Cli;

return await LazAICommand.Create().Parse(args).InvokeAsync();
