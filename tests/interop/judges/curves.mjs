// BLS12-381 and BN254 by noble, and hashing to secp256k1. Points of BLS12-381 and secp256k1 travel compressed, those of BN254 as EIP-196
// and EIP-197 write them; values of a pairing as twelve big-endian field elements, c0 before c1 and so on down the tower. Null is a
// refusal.
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { secp256k1_hasher } from '@noble/curves/secp256k1.js';
import { bytes, concat, hex, orNull } from './bytes.mjs';

const text = (domain) => ({ DST: new TextEncoder().encode(domain) });

const towerOf = (value, size) =>
  hex(concat(...[value.c0, value.c1].flatMap((six) => [six.c0, six.c1, six.c2]).flatMap((two) => [word(two.c0, size), word(two.c1, size)])));

const word = (number, size) => bytes(`0x${number.toString(16).padStart(2 * size, '0')}`);

// Any number, as the group sees it.
const times = (point, scalar, order) => (scalar % order === 0n ? point.constructor.ZERO : point.multiplyUnsafe(scalar % order));

// Infinity has many forms, of which noble writes one.
function sumOf(Point, points, scalars, order) {
  const sum = points.reduce((part, point, i) => part.add(times(point, BigInt(scalars[i]), order)), Point.ZERO);
  return sum.is0() ? Point.ZERO : sum;
}

const groups = {
  g1: bls12_381.G1,
  g2: bls12_381.G2,
  secp256k1: secp256k1_hasher,
};

const blsOrder = bls12_381.fields.Fr.ORDER;

function readBls(group, encoded) {
  const point = groups[group].Point.fromBytes(bytes(encoded));
  point.assertValidity();
  return point;
}

// On the curve and in the subgroup, if it is a point at all.
export const parse = ({ group, encoded }) => orNull(() => hex(readBls(group, encoded).toBytes(false)));

export const hashToCurve = ({ group, message, domain }) => hex(groups[group].hashToCurve(bytes(message), text(domain)).toBytes(true));

export const encodeToCurve = ({ group, message, domain }) => hex(groups[group].encodeToCurve(bytes(message), text(domain)).toBytes(true));

// Of one element, with the cofactor cleared: map_fp_to_G1 and map_fp2_to_G2 of EIP-2537.
export const mapToCurve = ({ group, element }) =>
  hex(groups[group].mapToCurve(element.length === 1 ? BigInt(element[0]) : element.map(BigInt)).toBytes(true));

export const linearCombination = ({ group, points, scalars }) =>
  hex(sumOf(groups[group].Point, points.map((point) => readBls(group, point)), scalars, blsOrder).toBytes(true));

// noble gives the cube of the value that the exponent (p^12 - 1) / r would.
export const pairingCubed = ({ g1, g2 }) => towerOf(bls12_381.pairing(readBls('g1', g1), readBls('g2', g2)), 48);

// noble refuses the point at infinity, whose pairings are 1.
const productIsOne = ({ fields: { Fp12 }, pairingBatch }, pairs) =>
  Fp12.eql(pairingBatch(pairs.filter(({ g1, g2 }) => !g1.is0() && !g2.is0())), Fp12.ONE);

export const pairingCheck = ({ pairs }) =>
  orNull(() => productIsOne(bls12_381, pairs.map(({ g1, g2 }) => ({ g1: readBls('g1', g1), g2: readBls('g2', g2) }))));

const bnOrder = bn254.fields.Fr.ORDER;
const number = (part) => BigInt(hex(part));

function readBn1(encoded) {
  const data = bytes(encoded);
  const [x, y] = [number(data.slice(0, 32)), number(data.slice(32))];
  return x === 0n && y === 0n ? bn254.G1.Point.ZERO : bn254.G1.Point.fromAffine({ x, y });
}

// The imaginary part comes first.
function readBn2(encoded) {
  const data = bytes(encoded);
  const [x1, x0, y1, y0] = [0, 32, 64, 96].map((at) => number(data.slice(at, at + 32)));
  const [x, y] = [{ c0: x0, c1: x1 }, { c0: y0, c1: y1 }];
  return [x0, x1, y0, y1].every((part) => part === 0n) ? bn254.G2.Point.ZERO : bn254.G2.Point.fromAffine({ x, y });
}

function writeBn1(point) {
  const { x, y } = point.toAffine();
  return hex(point.is0() ? new Uint8Array(64) : concat(word(x, 32), word(y, 32)));
}

function writeBn2(point) {
  const { x, y } = point.toAffine();
  return hex(point.is0() ? new Uint8Array(128) : concat(...[x.c1, x.c0, y.c1, y.c0].map((part) => word(part, 32))));
}

export const bn254LinearCombinationG1 = ({ points, scalars }) =>
  writeBn1(sumOf(bn254.G1.Point, points.map(readBn1), scalars, bnOrder));

export const bn254LinearCombinationG2 = ({ points, scalars }) =>
  writeBn2(sumOf(bn254.G2.Point, points.map(readBn2), scalars, bnOrder));

export const bn254ParseG1 = ({ encoded }) => orNull(() => (readBn1(encoded).assertValidity(), true)) ?? false;

// On the curve and in the subgroup.
export const bn254ParseG2 = ({ encoded }) =>
  orNull(() => {
    const point = readBn2(encoded);
    return point.is0() || (point.assertValidity(), point.isTorsionFree());
  }) ?? false;

// noble, like snarkjs, raises to 2x(6x^2 + 3x + 1) times the exponent (p^12 - 1) / r (Fuentes-Castaneda et al., 2011); this undoes it.
const x = 4965661367192848881n;
const undoing = bn254.fields.Fr.inv((2n * x * (6n * x * x + 3n * x + 1n)) % bnOrder);

export function bn254Pairing({ g1, g2 }) {
  const value = bn254.pairing(readBn1(g1), readBn2(g2));
  return towerOf(bn254.fields.Fp12.pow(value, undoing), 32);
}

export const bn254PairingCheck = ({ pairs }) => productIsOne(bn254, pairs.map(({ g1, g2 }) => ({ g1: readBn1(g1), g2: readBn2(g2) })));
