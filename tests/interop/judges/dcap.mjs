// SGX and TDX quotes by one author in two packages: @phala/dcap-qvl (JavaScript on Node's OpenSSL) and @phala/dcap-qvl-web (Rust with its
// own cryptography, as WebAssembly).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as rust from '@phala/dcap-qvl-web';
import { refusable } from './bytes.mjs';

const require = createRequire(import.meta.url);
const { QuoteVerifier } = require('@phala/dcap-qvl');
rust.initSync({ module: readFileSync(require.resolve('@phala/dcap-qvl-web/dcap-qvl-web_bg.wasm')) });

const fromBase64 = (text) => Uint8Array.from(Buffer.from(text, 'base64'));

const verdict = (result) =>
  result.refused === undefined
    ? { status: result.status, advisories: result.advisory_ids, refused: null }
    : { status: null, advisories: null, refused: result.refused };

export function javaScript({ quote, collateral, root, at }) {
  const verifier = QuoteVerifier.newWithRootCa(Buffer.from(root, 'base64'));
  return verdict(refusable(() => verifier.verify(fromBase64(quote), JSON.parse(collateral), at)));
}

// It knows no root but Intel's. It throws texts, not errors.
export const webAssembly = ({ quote, collateral, at }) =>
  verdict(refusable(() => {
    try {
      return rust.js_verify(fromBase64(quote), JSON.parse(collateral), BigInt(at));
    } catch (refusal) {
      throw new Error(String(refusal.message ?? refusal));
    }
  }));
