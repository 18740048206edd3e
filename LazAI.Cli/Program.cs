using LazAI.Cli;

return await LazAICommand.RunAsync(args);
