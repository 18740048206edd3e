// Merkle trees twice. Roots and inclusion proofs by merkletreejs, which leaves a node without a sibling as it is and so has RFC 9162's
// shape once it is given the RFC's prefixes. No package has the RFC's consistency proofs over Keccak-256, so the definitions of
// sections 2.1.1 to 2.1.4 are also written down here, recursively as the RFC states them and unlike the code that they judge.
import { keccak_256 } from '@noble/hashes/sha3.js';
import { MerkleTree } from 'merkletreejs';
import { bytes, concat, hex } from './bytes.mjs';

const leafHash = (data) => keccak_256(concat(Uint8Array.of(0), data));
const nodeHash = (left, right) => keccak_256(concat(Uint8Array.of(1), left, right));

// The largest power of two smaller than n.
function split(n) {
  let k = 1;
  while (2 * k < n) {
    k *= 2;
  }

  return k;
}

// Section 2.1.1: MTH(D[n]).
function root(data) {
  if (data.length === 0) {
    return keccak_256(new Uint8Array());
  }

  if (data.length === 1) {
    return leafHash(data[0]);
  }

  const k = split(data.length);
  return nodeHash(root(data.slice(0, k)), root(data.slice(k)));
}

// Section 2.1.3.1: PATH(m, D[n]).
function path(m, data) {
  if (data.length === 1) {
    return [];
  }

  const k = split(data.length);
  return m < k ? [...path(m, data.slice(0, k)), root(data.slice(k))] : [...path(m - k, data.slice(k)), root(data.slice(0, k))];
}

// Section 2.1.4.1: SUBPROOF(m, D[n], b).
function subproof(m, data, b) {
  if (m === data.length) {
    return b ? [] : [root(data)];
  }

  const k = split(data.length);
  return m <= k
    ? [...subproof(m, data.slice(0, k), b), root(data.slice(k))]
    : [...subproof(m - k, data.slice(k), false), root(data.slice(0, k))];
}

// The root that a path leads to, top down: what is left of the path after its last element belongs to the smaller subtree.
function rootFromPath(leaf, m, n, proof) {
  if (n === 1) {
    return proof.length === 0 ? leaf : null;
  }

  const k = split(n);
  const [rest, last] = [proof.slice(0, -1), proof.at(-1)];
  const below = last && (m < k ? rootFromPath(leaf, m, k, rest) : rootFromPath(leaf, m - k, n - k, rest));
  return below && (m < k ? nodeHash(below, last) : nodeHash(last, below));
}

// The old and the new root that a consistency proof leads to, by the same recursion as SUBPROOF.
function rootsFromSubproof(m, n, b, proof, oldRoot) {
  if (m === n) {
    const known = b ? oldRoot : proof[0];
    return proof.length === (b ? 0 : 1) ? [known, known] : null;
  }

  const k = split(n);
  const [rest, last] = [proof.slice(0, -1), proof.at(-1)];
  if (!last) {
    return null;
  }

  if (m <= k) {
    const below = rootsFromSubproof(m, k, b, rest, oldRoot);
    return below && [below[0], nodeHash(below[1], last)];
  }

  const below = rootsFromSubproof(m - k, n - k, false, rest, oldRoot);
  return below && [nodeHash(last, below[0]), nodeHash(last, below[1])];
}

export function merkleTree({ leaves, index, oldSize }) {
  const data = leaves.map(bytes);
  const packaged = new MerkleTree(data.map((one) => Buffer.from(leafHash(one))), (pair) => Buffer.from(keccak_256(concat(Uint8Array.of(1), pair))));
  return {
    root: hex(root(data)),
    inclusion: data.length ? path(index, data).map(hex) : [],
    consistency: data.length ? subproof(oldSize, data, true).map(hex) : [],
    packageRoot: data.length ? hex(packaged.getRoot()) : null,
    packageInclusion: data.length ? packaged.getProof(packaged.getLeaf(index), index).map((step) => hex(step.data)) : [],
  };
}

export function verifyInclusion({ leafHash: leaf, index, size, proof, root: expected }) {
  const reached = index >= 0 && index < size && rootFromPath(bytes(leaf), index, size, proof.map(bytes));
  return { holds: !!reached && hex(reached) === expected };
}

export function verifyConsistency({ oldSize, newSize, oldRoot, newRoot, proof }) {
  const reached = oldSize > 0 && oldSize <= newSize && rootsFromSubproof(oldSize, newSize, true, proof.map(bytes), bytes(oldRoot));
  return { holds: !!reached && hex(reached[0]) === oldRoot && hex(reached[1]) === newRoot };
}
