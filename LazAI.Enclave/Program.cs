using LazAI.Enclave.Evidence;
using LazAI.Enclave.Hosting;

if (args.Contains("--print-measurement"))
{
    // What a model's policy must list to be served by this build: MRTD without 0x.
    Console.WriteLine(EnclaveMeasurement.Compute(AppContext.BaseDirectory).ToString()[2..]);
    return 0;
}

return await EnclaveHost.RunAsync(args);
