// Does other implementations' side of a race, for benchmarks/LazAI.Cryptography.Benchmarks: `node peer.mjs FAMILY`, JSON lines in and out.
// {"prepare": operation, "given": …} is answered by {inputs, result}: what the operation was given, so that the other side does the same
// work, and what came of it. {"repeat": n} does it n times and answers {nanoseconds, processorNanoseconds} for one, measured in here. Ends when
// standard input does.
import { createInterface } from 'node:readline';

const operations = await import(`./peers/${process.argv[2]}.mjs`);
let once;

async function repeat(times) {
  const [start, used] = [process.hrtime.bigint(), process.cpuUsage()];
  for (let i = 0; i < times; i++) {
    const result = once();
    if (result instanceof Promise) {
      await result;
    }
  }

  const elapsed = Number(process.hrtime.bigint() - start);
  const { user, system } = process.cpuUsage(used);
  return { nanoseconds: elapsed / times, processorNanoseconds: (1_000 * (user + system)) / times };
}

async function prepare(operation, given) {
  const { inputs, work, text } = await operations[operation](given);
  once = work;
  return { inputs, result: await text(await work()) };
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(request.prepare ? await prepare(request.prepare, request.given) : await repeat(request.repeat))}\n`);
}

// snarkjs leaves worker threads that would keep the process alive.
process.exit();
