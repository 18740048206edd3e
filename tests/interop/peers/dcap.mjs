// SGX and TDX quotes by @phala/dcap-qvl. It parses and verifies the collateral with every quote; it has no call that keeps any of it.
import { createRequire } from 'node:module';

const { QuoteVerifier } = createRequire(import.meta.url)('@phala/dcap-qvl');

export function verify({ quote, collateral, at }) {
  const [bytes, bundle, verifier] = [Buffer.from(quote, 'base64'), JSON.parse(collateral), QuoteVerifier.newProd()];
  return { inputs: {}, work: () => verifier.verify(bytes, bundle, at), text: (report) => report.status };
}
