// A circuit of one constraint, with a set-up made by snarkjs: public c = a * b, and public d, which nothing constrains. Its files are
// written here after iden3's formats of r1cs and wtns, so that no compiler of circuits is needed.
import { groth16, powersOfTau, zKey } from 'snarkjs';
import { concat } from './bytes.mjs';
import { order } from './groth16.mjs';

// 1, c, d, a, b: the constant, the outputs, the public inputs, the private ones.
const [wires, outputs, publicInputs, privateInputs] = [5, 1, 1, 2];
const [c, a, b] = [1, 3, 4];

function little(number, size) {
  const value = BigInt(number);
  return Uint8Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

const field = (number) => little(number, 32);

function file(magic, version, sections) {
  const parts = Object.entries(sections).map(([type, content]) => concat(little(type, 4), little(content.length, 8), content));
  return concat(new TextEncoder().encode(magic), little(version, 4), little(parts.length, 4), ...parts);
}

const memory = (data) => ({ type: 'mem', data });

// One wire times one.
const term = (wire) => concat(little(1, 4), little(wire, 4), field(1));

const r1cs = file('r1cs', 1, {
  1: concat(
    little(32, 4), field(order), little(wires, 4), little(outputs, 4), little(publicInputs, 4), little(privateInputs, 4), little(wires, 8),
    little(1, 4)),
  2: concat(term(a), term(b), term(c)),
  3: concat(...Array.from({ length: wires }, (_, i) => little(i, 8))),
});

const witness = (values) => file('wtns', 2, {
  1: concat(little(32, 4), field(order), little(values.length, 4)),
  2: concat(...values.map(field)),
});

// Powers of tau for 2^3 constraints; a contribution to the key, without which delta would be gamma and anybody could forge.
async function setUp() {
  const stages = Array.from({ length: 4 }, () => ({ type: 'mem' }));
  await powersOfTau.newAccumulator(globalThis.curve_bn128, 3, stages[0]);
  await powersOfTau.contribute(stages[0], stages[1], 'judge', 'entropy of nobody');
  await powersOfTau.preparePhase2(stages[1], stages[2]);
  const [fresh, key] = [{ type: 'mem' }, stages[3]];
  await zKey.newZKey(memory(r1cs), stages[2], fresh);
  await zKey.contribute(fresh, key, 'judge', 'entropy of nobody else');
  return { key, verification: await zKey.exportVerificationKey(key) };
}

let circuit;
const prepared = () => (circuit ??= setUp());

const witnessOf = ({ a: left, b: right, d }) =>
  witness([1n, (BigInt(left) * BigInt(right)) % order, BigInt(d), BigInt(left), BigInt(right)]);

/** The key, and proofs by snarkjs's own prover. */
export async function prove(given) {
  const { key, verification } = await prepared();
  const { proof, publicSignals } = await groth16.prove(key, memory(witnessOf(given)));
  return { key: verification, proof, signals: publicSignals };
}

/** The files of key and witness, for other provers. */
export async function files(given) {
  const { key, verification } = await prepared();
  return { zkey: Buffer.from(key.data).toString('base64'), wtns: Buffer.from(witnessOf(given)).toString('base64'), key: verification };
}

/** A proof of files that were made elsewhere. */
export async function proveFiles({ zkey, wtns }) {
  const key = memory(new Uint8Array(Buffer.from(zkey, 'base64')));
  const { proof, publicSignals } = await groth16.prove(key, memory(new Uint8Array(Buffer.from(wtns, 'base64'))));
  return { key: await zKey.exportVerificationKey(key), proof, signals: publicSignals };
}
