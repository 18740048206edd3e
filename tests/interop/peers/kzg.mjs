// EIP-4844 and EIP-7594 by c-kzg, with the tables that it makes for cells at its precompute setting 8.
import kzg from 'c-kzg';
import { concat, hex } from '../judges/bytes.mjs';
import { elementsOf } from './inputs.mjs';

const batchBlobs = 64;

kzg.loadTrustedSetup(8);

const proven = (label) => {
  const blob = elementsOf(label, kzg.FIELD_ELEMENTS_PER_BLOB);
  const commitment = kzg.blobToKzgCommitment(blob);
  return { blob, commitment, proof: kzg.computeBlobKzgProof(blob, commitment) };
};

const withCells = () => {
  const { blob, commitment } = proven('cells');
  const [cells, proofs] = kzg.computeCellsAndKzgProofs(blob);
  return { commitment, cells, proofs };
};

const cellsText = ([cells, proofs]) => hex(concat(...cells, ...proofs));

export function blobToKzgCommitment() {
  const { blob } = proven('blob');
  return { inputs: { blob: hex(blob) }, work: () => kzg.blobToKzgCommitment(blob), text: hex };
}

export function computeBlobKzgProof() {
  const { blob, commitment } = proven('blob');
  return { inputs: { blob: hex(blob), commitment: hex(commitment) }, work: () => kzg.computeBlobKzgProof(blob, commitment), text: hex };
}

export function verifyBlobKzgProof() {
  const { blob, commitment, proof } = proven('blob');
  return {
    inputs: { blob: hex(blob), commitment: hex(commitment), proof: hex(proof) },
    work: () => kzg.verifyBlobKzgProof(blob, commitment, proof),
    text: String,
  };
}

export function verifyBlobKzgProofBatch() {
  const all = Array.from({ length: batchBlobs }, (_, i) => proven(`blob ${i}`));
  const [blobs, commitments, proofs] = [all.map((one) => one.blob), all.map((one) => one.commitment), all.map((one) => one.proof)];
  return {
    inputs: { blobs: blobs.map(hex), commitments: commitments.map(hex), proofs: proofs.map(hex) },
    work: () => kzg.verifyBlobKzgProofBatch(blobs, commitments, proofs),
    text: String,
  };
}

export function computeCellsAndKzgProofs() {
  const { blob } = proven('cells');
  return { inputs: { blob: hex(blob) }, work: () => kzg.computeCellsAndKzgProofs(blob), text: cellsText };
}

// Every other cell is left.
export function recoverCellsAndKzgProofs() {
  const { cells } = withCells();
  const indices = cells.map((_, i) => i).filter((i) => i % 2 === 1);
  const left = indices.map((i) => cells[i]);
  return {
    inputs: { indices, cells: left.map(hex) },
    work: () => kzg.recoverCellsAndKzgProofs(indices, left),
    text: cellsText,
  };
}

export function verifyCellKzgProofBatch() {
  const { commitment, cells, proofs } = withCells();
  const [commitments, indices] = [cells.map(() => commitment), cells.map((_, i) => i)];
  return {
    inputs: { commitments: commitments.map(hex), indices, cells: cells.map(hex), proofs: proofs.map(hex) },
    work: () => kzg.verifyCellKzgProofBatch(commitments, indices, cells, proofs),
    text: String,
  };
}
