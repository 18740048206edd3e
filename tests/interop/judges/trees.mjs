// RFC 9162 trees over Keccak-256, written down recursively as the RFC states them and unlike the code that they judge.
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concat } from './bytes.mjs';

export const leafHash = (data) => keccak_256(concat(Uint8Array.of(0), data));
export const nodeHash = (left, right) => keccak_256(concat(Uint8Array.of(1), left, right));

// The largest power of two smaller than n.
export function split(n) {
  let k = 1;
  while (2 * k < n) {
    k *= 2;
  }

  return k;
}

// Section 2.1.1: MTH(D[n]).
export function root(data) {
  if (data.length === 0) {
    return keccak_256(new Uint8Array());
  }

  if (data.length === 1) {
    return leafHash(data[0]);
  }

  const k = split(data.length);
  return nodeHash(root(data.slice(0, k)), root(data.slice(k)));
}

// The root that a path leads to, top down: what is left of the path after its last element belongs to the smaller subtree.
export function rootFromPath(leaf, m, n, proof) {
  if (n === 1) {
    return proof.length === 0 ? leaf : null;
  }

  const k = split(n);
  const [rest, last] = [proof.slice(0, -1), proof.at(-1)];
  const below = last && (m < k ? rootFromPath(leaf, m, k, rest) : rootFromPath(leaf, m - k, n - k, rest));
  return below && (m < k ? nodeHash(below, last) : nodeHash(last, below));
}

// The root over n leaves of which the last ones, from index first on, are given, and the siblings that they lack, from the leaves up.
export function rootFromLast(leaves, first, n, siblings) {
  if (first === 0) {
    return siblings.length === 0 && leaves.length === n ? rootOfHashes(leaves) : null;
  }

  const k = split(n);
  if (first >= k) {
    const below = siblings.length > 0 && rootFromLast(leaves, first - k, n - k, siblings.slice(0, -1));
    return below && nodeHash(siblings.at(-1), below);
  }

  const [left, right] = [leaves.slice(0, k - first), leaves.slice(k - first)];
  const below = rootFromLast(left, first, k, siblings);
  return below && nodeHash(below, rootOfHashes(right));
}

// MTH of leaves that are hashed already.
export function rootOfHashes(hashes) {
  const k = hashes.length > 1 ? split(hashes.length) : 0;
  return k ? nodeHash(rootOfHashes(hashes.slice(0, k)), rootOfHashes(hashes.slice(k))) : hashes[0];
}
