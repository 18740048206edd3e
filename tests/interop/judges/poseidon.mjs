// Poseidon with circomlib's parameters by circomlibjs, by two of its three implementations: WebAssembly and plain JavaScript.
import { buildPoseidon, buildPoseidonReference } from 'circomlibjs';

const [fast, plain] = [await buildPoseidon(), await buildPoseidonReference()];

// As many words of the final state as asked for; one comes without an array around it.
const words = (poseidon, { inputs, initialState, outputs }) =>
  [poseidon(inputs.map(BigInt), BigInt(initialState), outputs)].flat().map((word) => poseidon.F.toString(word));

export const hash = (one) => ({ fast: words(fast, one), plain: words(plain, one) });
