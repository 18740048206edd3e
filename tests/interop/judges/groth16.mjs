// Groth16 by snarkjs, with what it needs to judge: keys and proofs in its JSON. Whoever knows a key's trapdoors can prove anything, and
// makes a key of any number of signals and a valid proof of any signals without a circuit; noble multiplies the points.
import { bn254 } from '@noble/curves/bn254.js';
import { groth16, curves } from 'snarkjs';

const { Fr } = bn254.fields;
export const order = Fr.ORDER;
const [g1, g2] = [bn254.G1.Point.BASE, bn254.G2.Point.BASE];

// Under the name that snarkjs looks for; its own would keep worker threads, and the process alive.
export const curveWithoutWorkers = await curves.getCurveFromName('bn128', { singleThread: true });
globalThis.curve_bn128 = curveWithoutWorkers;

const scalar = (text) => Fr.create(BigInt(text));

// Projective with z = 1, and 0, 1, 0 for the point at infinity.
const one = (point) => {
  const { x, y } = point.toAffine();
  return point.is0() ? ['0', '1', '0'] : [String(x), String(y), '1'];
};

const two = (point) => {
  const { x, y } = point.toAffine();
  const pair = ({ c0, c1 }) => [String(c0), String(c1)];
  return point.is0() ? [['0', '0'], ['1', '0'], ['0', '0']] : [pair(x), pair(y), ['1', '0']];
};

// As snarkjs writes it into its keys; not every author's pairing of two points is this power of the same.
function alphaBeta(alpha, beta) {
  const { G1, G2, Gt } = curveWithoutWorkers;
  const text = (value) => (Array.isArray(value) ? value.map(text) : String(value));
  return text(Gt.toObject(curveWithoutWorkers.pairing(G1.fromObject(alpha.map(BigInt)), G2.fromObject(beta.map((c) => c.map(BigInt))))));
}

const times = (point, factor) => (factor === 0n ? point.subtract(point) : point.multiply(factor));

// The equation: e(A, B) = e(alpha, beta) e(IC_0 + sum s_i IC_(i+1), gamma) e(C, delta).
function proofOf({ alpha, beta, gamma, delta, ic }, signals, a, b) {
  const statement = signals.reduce((sum, signal, i) => Fr.add(sum, Fr.mul(scalar(signal), ic[i + 1])), ic[0]);
  const rest = Fr.sub(Fr.sub(Fr.mul(a, b), Fr.mul(alpha, beta)), Fr.mul(gamma, statement));
  return {
    pi_a: one(times(g1, a)),
    pi_b: two(times(g2, b)),
    pi_c: one(times(g1, Fr.div(rest, delta))),
    protocol: 'groth16',
    curve: 'bn128',
  };
}

function trapdoorsOf({ alpha, beta, gamma, delta, ic }) {
  return { alpha: scalar(alpha), beta: scalar(beta), gamma: scalar(gamma), delta: scalar(delta), ic: ic.map(scalar) };
}

// All trapdoors are given, so that one seed decides a run; gamma is 1 in every key of snarkjs.
export function keyFrom(given) {
  const { alpha, beta, gamma, delta, ic } = trapdoorsOf(given);
  const [alphaPoint, betaPoint] = [one(times(g1, alpha)), two(times(g2, beta))];
  return {
    protocol: 'groth16',
    curve: 'bn128',
    nPublic: ic.length - 1,
    vk_alpha_1: alphaPoint,
    vk_beta_2: betaPoint,
    vk_gamma_2: two(times(g2, gamma)),
    vk_delta_2: two(times(g2, delta)),
    vk_alphabeta_12: alphaBeta(alphaPoint, betaPoint),
    IC: ic.map((factor) => one(times(g1, factor))),
  };
}

export const proofFrom = ({ trapdoors, signals, a, b }) => proofOf(trapdoorsOf(trapdoors), signals, scalar(a), scalar(b));

const readOne = ([x, y]) => bn254.G1.Point.fromAffine({ x: BigInt(x), y: BigInt(y) });
const readTwo = ([x, y]) => bn254.G2.Point.fromAffine({ x: { c0: BigInt(x[0]), c1: BigInt(x[1]) }, y: { c0: BigInt(y[0]), c1: BigInt(y[1]) } });

// (kA, B/k, C) proves what (A, B, C) does.
export const rerandomise = ({ proof, factor }) => ({
  ...proof,
  pi_a: one(readOne(proof.pi_a).multiply(scalar(factor))),
  pi_b: two(readTwo(proof.pi_b).multiply(Fr.inv(scalar(factor)))),
});

// Null where snarkjs throws.
export async function verify({ key, signals, proof }) {
  try {
    return await groth16.verify(key, signals, proof);
  } catch {
    return null;
  }
}
