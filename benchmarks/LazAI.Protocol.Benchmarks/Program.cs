using LazAI.Protocol.Benchmarks;

// The quick run does a fixed amount of work once, so that its checksums are the same each time.
var quick = args.Contains("--quick");
var measurement = new Measurement(quick ? 1 : 5, quick ? TimeSpan.Zero : TimeSpan.FromSeconds(1));
var network = new SampleNetwork(tasks: quick ? 500 : 2_000);

measurement.Run("LiveTask: decide and apply, all its life", network.TaskCount, () => TaskLife.LiveAll(network));
measurement.Run("LiveTask: the same with event payloads", network.TaskCount, () => TaskLife.LiveAll(network, encode: true));
measurement.Run("CoordinateTask: observe and plan", network.TaskCount, () => TaskCoordination.Coordinate(network));
measurement.Run("SettleBatch: reserve and settle 500", network.TaskCount, () => LedgerBatches.SettleAll(network));
ClosingWindows.Run(network, windows: quick ? 2_000 : 100_000, rounds: quick ? 1 : 3);
