// BLS signatures by blst. It aggregates under the proof-of-possession scheme's domain.
import blst from '@chainsafe/blst';
import { hex } from '../judges/bytes.mjs';
import { bytesOf } from './inputs.mjs';

const signers = 128;
const batchSets = 64;

const keyOf = (i) => blst.SecretKey.fromKeygen(bytesOf(`key ${i}`, 32));

const signed = (i) => {
  const [key, message] = [keyOf(i), bytesOf(`message ${i}`, 32)];
  return { key, message, publicKey: key.toPublicKey(), signature: key.sign(message) };
};

const setText = ({ message, publicKey, signature }) => ({
  message: hex(message),
  publicKey: hex(publicKey.toBytes()),
  signature: hex(signature.toBytes()),
});

export function sign() {
  const { key, message } = signed(0);
  return {
    inputs: { key: hex(key.toBytes()), message: hex(message) },
    work: () => key.sign(message),
    text: (signature) => hex(signature.toBytes()),
  };
}

// Key and signature have been read and checked before.
export function verify() {
  const one = signed(0);
  return { inputs: setText(one), work: () => blst.verify(one.message, one.publicKey, one.signature), text: String };
}

// From bytes, with the checks of both.
export function verifyEncoded() {
  const one = signed(0);
  const [publicKey, signature] = [one.publicKey.toBytes(), one.signature.toBytes()];
  return {
    inputs: setText(one),
    work: () => blst.verify(one.message, blst.PublicKey.fromBytes(publicKey, true), blst.Signature.fromBytes(signature, true)),
    text: String,
  };
}

export function fastAggregateVerify() {
  const message = bytesOf('message', 32);
  const keys = Array.from({ length: signers }, (_, i) => keyOf(i));
  const publicKeys = keys.map((key) => key.toPublicKey());
  const signature = blst.aggregateSignatures(keys.map((key) => key.sign(message)));
  return {
    inputs: { message: hex(message), publicKeys: publicKeys.map((key) => hex(key.toBytes())), signature: hex(signature.toBytes()) },
    work: () => blst.fastAggregateVerify(message, publicKeys, signature),
    text: String,
  };
}

const batch = () => Array.from({ length: batchSets }, (_, i) => signed(i));

// All of the batch by blst's own batch verification.
export function verifyBatch() {
  const all = batch();
  const sets = all.map(({ message, publicKey, signature }) => ({ msg: message, pk: publicKey, sig: signature }));
  return { inputs: { sets: all.map(setText) }, work: () => blst.verifyMultipleAggregateSignatures(sets), text: String };
}

// One signature, with the whole batch as the inputs of the other side, which is to take less for each than blst for one alone.
export function verifyOneOfBatch() {
  const all = batch();
  return { inputs: { sets: all.map(setText) }, work: () => blst.verify(all[0].message, all[0].publicKey, all[0].signature), text: String };
}
