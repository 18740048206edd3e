// The same inputs in every run.
import { createHash } from 'node:crypto';
import { concat } from '../judges/bytes.mjs';

export function bytesOf(label, length) {
  const blocks = [];
  for (let i = 0; i * 32 < length; i++) {
    blocks.push(createHash('sha256').update(`${label} ${i}`).digest());
  }

  return concat(...blocks).slice(0, length);
}

// Field elements of 32 big-endian bytes, below 2^248 and so below every scalar field's order here.
export function elementsOf(label, count) {
  const elements = bytesOf(label, 32 * count);
  for (let i = 0; i < count; i++) {
    elements[32 * i] = 0;
  }

  return elements;
}
