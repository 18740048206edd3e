// Merkle trees twice. Roots and inclusion proofs by merkletreejs, which leaves a node without a sibling as it is and so has RFC 9162's
// shape once it is given the RFC's prefixes. No package has the RFC's consistency proofs over Keccak-256, so the definitions of
// sections 2.1.1 to 2.1.4 are also written down here, recursively as the RFC states them and unlike the code that they judge.
import { keccak_256 } from '@noble/hashes/sha3.js';
import { MerkleTree } from 'merkletreejs';
import { bytes, concat, hex } from './bytes.mjs';
import { leafHash, nodeHash, root, rootFromPath, split } from './trees.mjs';

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
