// Poseidon by circomlibjs: as WebAssembly, its fastest.
import { buildPoseidon } from 'circomlibjs';

const poseidon = await buildPoseidon();

// Field elements in its own form before, in decimal digits after.
export function hashOfTwo() {
  const inputs = ['12345678901234567890', '98765432109876543210'];
  const elements = inputs.map((one) => poseidon.F.e(one));
  return { inputs: { elements: inputs }, work: () => poseidon(elements), text: (hash) => poseidon.F.toString(hash) };
}
