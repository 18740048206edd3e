// AES-256-GCM by noble, and our ECIES envelope put together from noble's primitives after the description in Ecies.cs.
import { gcm } from '@noble/ciphers/aes.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytes, concat, hex, refusable } from './bytes.mjs';

const label = new TextEncoder().encode('LazAI.ECIES.v1.secp256k1.HKDF-SHA256.AES-256-GCM');

// A refusal is null; plaintexts are never.
const orNull = (result) => (result.refused === undefined ? result : null);

const open = (key, nonce, sealed, associatedData) =>
  orNull(refusable(() => ({ plaintext: hex(gcm(key, nonce, associatedData).decrypt(sealed)) })))?.plaintext ?? null;

export const aesGcmEncrypt = ({ key, nonce, plaintext, associatedData }) =>
  hex(gcm(bytes(key), bytes(nonce), bytes(associatedData)).encrypt(bytes(plaintext)));

export const aesGcmDecrypt = ({ key, nonce, sealed, associatedData }) => ({
  plaintext: open(bytes(key), bytes(nonce), bytes(sealed), bytes(associatedData)),
});

function envelopeKey(ownKey, otherPublicKey, ephemeral, recipient) {
  const x = secp256k1.getSharedSecret(ownKey, otherPublicKey, true).slice(1);
  return hkdf(sha256, x, undefined, concat(label, ephemeral, recipient), 32);
}

export function eciesEncrypt({ recipient, ephemeralKey, nonce, plaintext, associatedData }) {
  const ephemeral = secp256k1.getPublicKey(bytes(ephemeralKey), true);
  const key = envelopeKey(bytes(ephemeralKey), bytes(recipient), ephemeral, bytes(recipient));
  const sealed = gcm(key, bytes(nonce), bytes(associatedData)).encrypt(bytes(plaintext));
  return hex(concat(Uint8Array.of(1), ephemeral, bytes(nonce), sealed));
}

export function eciesDecrypt({ key, envelope, associatedData }) {
  const [own, all] = [bytes(key), bytes(envelope)];
  if (all.length < 62 || all[0] !== 1) {
    return { plaintext: null };
  }

  const ephemeral = all.slice(1, 34);
  const derived = orNull(refusable(() => ({ key: envelopeKey(own, ephemeral, ephemeral, secp256k1.getPublicKey(own, true)) })));
  return { plaintext: derived && open(derived.key, all.slice(34, 46), all.slice(46), bytes(associatedData)) };
}
