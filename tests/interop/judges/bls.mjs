// BLS signatures with keys in G1: by blst in the proof-of-possession scheme of Ethereum, by noble under any domain, which blst's package
// does not offer. Null is a refusal: bytes that are no point of the subgroup, or the identity where there must be none.
import blst from '@chainsafe/blst';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bytes, hex, orNull } from './bytes.mjs';

const noble = bls12_381.longSignatures;
const text = (domain) => new TextEncoder().encode(domain);
const readKey = (encoded) => blst.PublicKey.fromBytes(bytes(encoded), true);

// The identity is a signature that can be read, and that no key makes.
const readSignature = (encoded) => blst.Signature.fromBytes(bytes(encoded), true, false);

export function keygen({ ikm, keyInfo }) {
  const [material, info] = [bytes(ikm), bytes(keyInfo)];
  const key = orNull(() => blst.SecretKey.fromKeygen(material, info));
  return key && { secret: hex(key.toBytes()), publicKey: hex(key.toPublicKey().toBytes()) };
}

export function publicKeyOf({ secret }) {
  const key = orNull(() => blst.SecretKey.fromBytes(bytes(secret)));
  return key && hex(key.toPublicKey().toBytes());
}

export const sign = ({ secret, message }) => hex(blst.SecretKey.fromBytes(bytes(secret)).sign(bytes(message)).toBytes());

export const signUnder = ({ secret, message, domain }) => hex(noble.sign(noble.hash(bytes(message), text(domain)), bytes(secret)).toBytes());

export const verify = ({ publicKey, message, signature }) =>
  orNull(() => blst.verify(bytes(message), readKey(publicKey), readSignature(signature)));

export const verifyUnder = ({ publicKey, message, signature, domain }) =>
  orNull(() => noble.verify(bytes(signature), noble.hash(bytes(message), text(domain)), bytes(publicKey)));

export const aggregateSignatures = ({ signatures }) => orNull(() => hex(blst.aggregateSignatures(signatures.map(readSignature)).toBytes()));

export const aggregatePublicKeys = ({ publicKeys }) => orNull(() => hex(blst.aggregatePublicKeys(publicKeys.map(readKey)).toBytes()));

export const fastAggregateVerify = ({ publicKeys, message, signature }) =>
  orNull(() => blst.fastAggregateVerify(bytes(message), publicKeys.map(readKey), readSignature(signature)));

export const aggregateVerify = ({ publicKeys, messages, signature }) =>
  orNull(() => blst.aggregateVerify(messages.map(bytes), publicKeys.map(readKey), readSignature(signature)));

export const verifyBatch = ({ sets }) =>
  orNull(() =>
    blst.verifyMultipleAggregateSignatures(
      sets.map(({ publicKey, message, signature }) => ({ pk: readKey(publicKey), msg: bytes(message), sig: readSignature(signature) }))));

// On the curve: the point; in the subgroup, too, and for a key not the identity: uncompressed as well.
function parsed(read) {
  const point = orNull(() => read(false));
  return { onCurve: point && hex(point.toBytes(true)), valid: orNull(() => hex(read(true).toBytes(false))) };
}

export const parsePublicKey = ({ encoded }) => parsed((validate) => blst.PublicKey.fromBytes(bytes(encoded), validate));

export const parseSignature = ({ encoded }) => parsed((validate) => blst.Signature.fromBytes(bytes(encoded), validate, false));
