// Poseidon with circomlib's parameters by circomlibjs, by two of its three implementations: WebAssembly and plain JavaScript.
import { buildPoseidon, buildPoseidonReference } from 'circomlibjs';

const [fast, plain] = [await buildPoseidon(), await buildPoseidonReference()];

const decimal = (poseidon, inputs) => poseidon.F.toString(poseidon(inputs.map(BigInt)));

export const hash = ({ inputs }) => ({ fast: decimal(fast, inputs), plain: decimal(plain, inputs) });
