// Bytes travel as 0x and lower-case hex.
export const bytes = (hex) => Uint8Array.from(Buffer.from(hex.slice(2), 'hex'));

export const hex = (value) => `0x${Buffer.from(value).toString('hex')}`;

export const concat = (...parts) => Uint8Array.from(Buffer.concat(parts));

// What a library throws at bad input is its refusal. Only calls of the libraries go in here.
export function refusable(call) {
  try {
    return call();
  } catch (refusal) {
    return { refused: String(refusal.message).slice(0, 200) };
  }
}

// For operations whose value is never null.
export function orNull(call) {
  const value = refusable(call);
  return value?.refused === undefined ? value : null;
}
