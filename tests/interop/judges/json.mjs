// RFC 8785 by canonicalize, whose author is an author of the RFC.
import canonicalizeValue from 'canonicalize';
import { refusable } from './bytes.mjs';

export function canonicalize({ text }) {
  const value = JSON.parse(text);
  return refusable(() => ({ text: canonicalizeValue(value) }));
}
