// Proofs of a perceptron's inferences (docs/protocol.md, section 7.2): snarkjs verifies, circomlibjs hashes what the public signals commit to.
// The commitments are those of docs/cryptography.md: Poseidon over a tagged list, the numbers packed from the least significant end.
import { buildPoseidonReference } from 'circomlibjs';
import { verify } from './groth16.mjs';

const poseidon = await buildPoseidonReference();
const hash = (inputs) => BigInt(poseidon.F.toString(poseidon(inputs)));

function hashList(tag, numbers) {
  let sum = (BigInt(`0x${Buffer.from(tag).toString('hex')}`) << 32n) + BigInt(numbers.length);
  for (let at = 0; at < numbers.length; at += 15) {
    sum = hash([sum, ...numbers.slice(at, at + 15)]);
  }

  return sum;
}

// A 1 behind the last number says where the list ends.
function pack(numbers, bits) {
  const list = [...numbers.map(BigInt), 1n];
  const packed = [];
  for (const size = Math.floor(248 / bits); list.length > 0;) {
    packed.push(list.splice(0, size).reduce((sum, number, i) => sum + (number << BigInt(bits * i)), 0n));
  }

  return packed;
}

export const inputCommitment = (input, salt) => hashList('lazai.mlp.input', [salt, ...pack([...input], 8)]);

export const outputCommitment = (logits, salt) => hashList('lazai.mlp.output', [salt, ...pack(logits.map((logit) => logit + 2 ** 31), 32)]);

const biasBits = 31;

export function weightsCommitment({ layers }, file) {
  const read = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const numbers = pack([layers[0].inputs, biasBits, layers.length, ...layers.flatMap(({ outputs, shift }) => [outputs, shift])], 32);
  for (const { inputs, outputs, rowsAt } of layers) {
    const [weights, biases] = [[], []];
    for (let output = 0; output < outputs; output++) {
      const row = rowsAt + (output * (4 + inputs));
      biases.push(read.getInt32(row, true) + 2 ** (biasBits - 1));
      for (let i = 0; i < inputs; i++) {
        weights.push(read.getInt8(row + 4 + i) + 128);
      }
    }

    numbers.push(...pack(weights, 8), ...pack(biases, 32));
  }

  return hashList('lazai.mlp.weights', numbers);
}

const json = (file) => JSON.parse(Buffer.from(file).toString());

export const holds = (key, signals, proof) => verify({ key: json(key), signals: json(signals), proof: json(proof) });
