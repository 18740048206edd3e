// secp256k1 by three authors: noble (JavaScript), libsecp256k1 (Bitcoin Core's C library, as WebAssembly) and OpenSSL; accounts by viem.
import { createPublicKey, verify as opensslVerify } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import * as libsecp256k1 from 'tiny-secp256k1';
import { recoverAddress as viemRecoverAddress } from 'viem';
import { privateKeyToAddress, publicKeyToAddress, sign as viemSign } from 'viem/accounts';
import { bytes, concat, hex, refusable } from './bytes.mjs';

const digestIsGiven = { prehash: false };

// noble puts the recovery id in front, Ethereum puts 27 plus it behind.
const ethereumForm = (signature, recoveryId) => hex(concat(signature, Uint8Array.of(27 + recoveryId)));

export const account = ({ key }) => ({
  compressed: hex(secp256k1.getPublicKey(bytes(key), true)),
  uncompressed: hex(secp256k1.getPublicKey(bytes(key), false)),
  libsecp256k1: hex(libsecp256k1.pointFromScalar(bytes(key), true)),
  address: privateKeyToAddress(key),
  publicKeyAddress: publicKeyToAddress(hex(secp256k1.getPublicKey(bytes(key), false))),
});

export const isPrivateKey = ({ key }) => ({
  noble: secp256k1.utils.isValidSecretKey(bytes(key)),
  libsecp256k1: libsecp256k1.isPrivate(bytes(key)),
});

// Additional data is that of RFC 6979, section 3.6; viem has none.
export async function sign({ key, digest, additionalData }) {
  const extra = additionalData ? bytes(additionalData) : undefined;
  const noble = secp256k1.sign(bytes(digest), bytes(key), { ...digestIsGiven, format: 'recovered', extraEntropy: extra });
  const other = libsecp256k1.signRecoverable(bytes(digest), bytes(key), extra);
  return {
    noble: ethereumForm(noble.slice(1), noble[0]),
    libsecp256k1: ethereumForm(other.signature, other.recoveryId),
    viem: additionalData ? null : await viemSign({ hash: digest, privateKey: key, to: 'hex' }),
  };
}

// `low` is the rule that s is at most (n-1)/2, `any` is plain ECDSA.
export function verify({ publicKey, digest, signature }) {
  const [key, message, pair] = [bytes(publicKey), bytes(digest), bytes(signature)];
  const isTrue = (call) => refusable(call) === true;
  return {
    nobleLow: isTrue(() => secp256k1.verify(pair, message, key, { ...digestIsGiven, lowS: true })),
    nobleAny: isTrue(() => secp256k1.verify(pair, message, key, { ...digestIsGiven, lowS: false })),
    libsecp256k1Low: isTrue(() => libsecp256k1.verify(message, key, pair, true)),
    libsecp256k1Any: isTrue(() => libsecp256k1.verify(message, key, pair, false)),
  };
}

// OpenSSL hashes for itself, and asks for the strict DER form that it would have written.
export function verifyOfMessage({ publicKey, message, signature, der }) {
  const point = Buffer.from(bytes(publicKey));
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const key = createPublicKey({ key: { kty: 'EC', crv: 'secp256k1', x, y }, format: 'jwk' });
  const openssl = refusable(() =>
    opensslVerify('sha256', bytes(message), { key, dsaEncoding: der ? 'der' : 'ieee-p1363' }, bytes(signature)));
  const noble = refusable(() =>
    secp256k1.verify(bytes(signature), bytes(message), bytes(publicKey), { format: der ? 'der' : 'compact', lowS: false }));
  return { openssl: openssl === true, noble: noble === true };
}

export const toDer = ({ signature }) => hex(secp256k1.Signature.fromBytes(bytes(signature), 'compact').toBytes('der'));

export function recover({ digest, signature, recoveryId }) {
  const [message, pair] = [bytes(digest), bytes(signature)];
  const noble = refusable(() => hex(secp256k1.recoverPublicKey(concat(Uint8Array.of(recoveryId), pair), message, digestIsGiven)));
  const other = refusable(() => libsecp256k1.recover(message, pair, recoveryId, true));
  return {
    noble: typeof noble === 'string' ? noble : null,
    libsecp256k1: other instanceof Uint8Array ? hex(other) : null,
  };
}

export async function recoverAddress({ digest, signature }) {
  try {
    return { address: await viemRecoverAddress({ hash: digest, signature }) };
  } catch {
    return { address: null };
  }
}

export function parsePublicKey({ encoded }) {
  const noble = refusable(() => hex(secp256k1.Point.fromBytes(bytes(encoded)).toBytes(false)));
  return {
    noble: typeof noble === 'string' ? noble : null,
    libsecp256k1: refusable(() => libsecp256k1.isPoint(bytes(encoded))) === true,
  };
}
