// Groth16 proving by snarkjs, of a .zkey and a .wtns that are given as names of files.
import { readFileSync } from 'node:fs';
import { groth16, zKey } from 'snarkjs';
import { curveWithoutWorkers } from '../judges/groth16.mjs';

async function withFiles(curve, { zkey, wtns }) {
  globalThis.curve_bn128 = curve;
  const [key, witness] = [readFileSync(zkey), readFileSync(wtns)].map((data) => ({ type: 'mem', data: new Uint8Array(data) }));
  const verification = await zKey.exportVerificationKey(key);
  return {
    inputs: {},
    work: () => groth16.prove(key, witness),
    text: async ({ proof, publicSignals }) => String(await groth16.verify(verification, publicSignals, proof)),
  };
}

// As a caller gets it: snarkjs starts a worker thread for each core.
export const prove = (given) => withFiles(null, given);

export const proveWithoutWorkers = (given) => withFiles(curveWithoutWorkers, given);
