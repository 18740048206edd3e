// The signatures under SEV-SNP reports: AMD's RSASSA-PSS chain by OpenSSL through Node, the report's P-384 by noble.
import { X509Certificate } from 'node:crypto';
import { p384 } from '@noble/curves/nist.js';
import { refusable } from './bytes.mjs';

const fromBase64 = (text) => Buffer.from(text, 'base64');

const holds = (call) => refusable(call) === true;

const certificate = (der) => refusable(() => new X509Certificate(fromBase64(der)));

const issued = (issuer, subject) =>
  holds(() => subject.checkIssued(issuer) && subject.verify(issuer.publicKey));

// R and S are little-endian in 72 bytes each, of which P-384 needs 48.
const spare = 24;
const number = (report, offset) => Uint8Array.from(report.subarray(offset, offset + 72)).reverse();

function reportSigned(leaf, report) {
  const [r, s] = [number(report, 0x2a0), number(report, 0x2e8)];
  if (r.subarray(0, spare).some(Boolean) || s.subarray(0, spare).some(Boolean)) {
    return false;
  }

  const { x, y } = leaf.publicKey.export({ format: 'jwk' });
  const key = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const signature = Buffer.concat([r.subarray(spare), s.subarray(spare)]);
  return p384.verify(Uint8Array.from(signature), Uint8Array.from(report.subarray(0, 0x2a0)), Uint8Array.from(key), { lowS: false });
}

export function signatures({ report, leaf, signer, root }) {
  const [leafCertificate, signerCertificate, rootCertificate] = [leaf, signer, root].map(certificate);
  return {
    root: issued(rootCertificate, rootCertificate),
    signer: issued(rootCertificate, signerCertificate),
    leaf: issued(signerCertificate, leafCertificate),
    report: holds(() => reportSigned(leafCertificate, fromBase64(report))),
  };
}
