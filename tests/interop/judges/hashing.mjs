// Keccak-256 by two authors; SHA-256 by one of them and by OpenSSL.
import { createHash } from 'node:crypto';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import sha3 from 'js-sha3';
import { bytes, hex } from './bytes.mjs';

export const keccak256 = ({ data }) => ({
  noble: hex(keccak_256(bytes(data))),
  other: `0x${sha3.keccak256(bytes(data))}`,
});

export const sha256 = ({ data }) => ({
  noble: hex(nobleSha256(bytes(data))),
  other: hex(createHash('sha256').update(bytes(data)).digest()),
});
