// Poseidon by circomlibjs: as WebAssembly, its fastest.
import { buildPoseidon } from 'circomlibjs';

const poseidon = await buildPoseidon();

// Field elements in its own form before, in decimal digits after.
const prepare = (inputs, hash, text) => {
  const elements = inputs.map((one) => poseidon.F.e(one));
  return { inputs: { elements: inputs }, work: () => hash(elements), text };
};

const digits = (hash) => poseidon.F.toString(hash);

// Numbers of 248 bits that differ from each other.
const numbers = (count) => Array.from({ length: count }, (_, i) => `0x${(i + 1).toString(16).padStart(62, '5').padStart(64, '0')}`);

// It has no call for many hashes: this is what its users write.
const hashPairs = (elements) => Array.from({ length: elements.length / 2 }, (_, i) => poseidon([elements[2 * i], elements[2 * i + 1]]));

export const hashOfTwo = () => prepare(['12345678901234567890', '98765432109876543210'], (elements) => poseidon(elements), digits);

export const hashesOfTwo = () => prepare(numbers(2 * 64), hashPairs, (hashes) => hashes.map(digits).join(' '));

export function merkleRoot() {
  const root = (nodes) => (nodes.length === 1 ? nodes[0] : root(hashPairs(nodes)));
  return prepare(numbers(1024), root, digits);
}
