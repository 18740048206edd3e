// EIP-4844 and EIP-7594 by c-kzg, with the ceremony's set-up that it brings. Null is its refusal.
import kzg from 'c-kzg';
import { bytes, hex, orNull } from './bytes.mjs';

// Tables of this size take a second longer to make, and then a third off each set of cells.
kzg.loadTrustedSetup(8);

const hexOrNull = (call) => {
  const value = orNull(call);
  return value && hex(value);
};

const cellsAndProofs = (call) => {
  const value = orNull(call);
  return value && { cells: value[0].map(hex), proofs: value[1].map(hex) };
};

export function blobToKzgCommitment(one) {
  const blob = bytes(one.blob);
  return hexOrNull(() => kzg.blobToKzgCommitment(blob));
}

export function computeKzgProof(one) {
  const [blob, z] = [bytes(one.blob), bytes(one.z)];
  const value = orNull(() => kzg.computeKzgProof(blob, z));
  return value && { proof: hex(value[0]), y: hex(value[1]) };
}

export function computeBlobKzgProof(one) {
  const [blob, commitment] = [bytes(one.blob), bytes(one.commitment)];
  return hexOrNull(() => kzg.computeBlobKzgProof(blob, commitment));
}

export function verifyKzgProof(one) {
  const [commitment, z, y, proof] = [one.commitment, one.z, one.y, one.proof].map(bytes);
  return orNull(() => kzg.verifyKzgProof(commitment, z, y, proof));
}

export function verifyBlobKzgProof(one) {
  const [blob, commitment, proof] = [one.blob, one.commitment, one.proof].map(bytes);
  return orNull(() => kzg.verifyBlobKzgProof(blob, commitment, proof));
}

export function verifyBlobKzgProofBatch(one) {
  const [blobs, commitments, proofs] = [one.blobs, one.commitments, one.proofs].map((list) => list.map(bytes));
  return orNull(() => kzg.verifyBlobKzgProofBatch(blobs, commitments, proofs));
}

export function computeCells(one) {
  const blob = bytes(one.blob);
  return orNull(() => kzg.computeCells(blob))?.map(hex) ?? null;
}

export function computeCellsAndKzgProofs(one) {
  const blob = bytes(one.blob);
  return cellsAndProofs(() => kzg.computeCellsAndKzgProofs(blob));
}

// Unlike the current specification, c-kzg 4.1.0 takes indices in any order.
export function recoverCellsAndKzgProofs(one) {
  const cells = one.cells.map(bytes);
  return cellsAndProofs(() => kzg.recoverCellsAndKzgProofs(one.indices, cells));
}

export function verifyCellKzgProofBatch(one) {
  const [commitments, cells, proofs] = [one.commitments, one.cells, one.proofs].map((list) => list.map(bytes));
  return orNull(() => kzg.verifyCellKzgProofBatch(commitments, one.indices, cells, proofs));
}
