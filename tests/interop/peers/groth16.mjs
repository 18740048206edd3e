// Groth16 verification by snarkjs, of a key with eight public signals.
import { groth16 } from 'snarkjs';
import { curveWithoutWorkers, keyFrom, proofFrom } from '../judges/groth16.mjs';
import { hex } from '../judges/bytes.mjs';
import { elementsOf } from './inputs.mjs';

const element = (label) => String(BigInt(hex(elementsOf(label, 1))));
const elements = (label, count) => Array.from({ length: count }, (_, i) => element(`${label} ${i}`));

function eightSignals(curve) {
  globalThis.curve_bn128 = curve;
  const trapdoors = { alpha: element('alpha'), beta: element('beta'), gamma: '1', delta: element('delta'), ic: elements('ic', 9) };
  const signals = elements('signal', 8);
  const [key, proof] = [keyFrom(trapdoors), proofFrom({ trapdoors, signals, a: element('a'), b: element('b') })];
  return { inputs: { key, proof, signals }, work: () => groth16.verify(key, signals, proof), text: String };
}

// As a caller gets it: snarkjs starts worker threads, which share the work or wait for each other on a single core.
export const verify = () => eightSignals(null);

// Its best on one core, which nobody gets without asking.
export const verifyWithoutWorkers = () => eightSignals(curveWithoutWorkers);
