using LazAI.Validator.Hosting;

return await ValidatorHost.RunAsync(args);
