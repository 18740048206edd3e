// The engine lazai.int8-mlp as its README states it (LazAI.Engines/Int8Mlp), and its program (LazAI.Engines/Traces).
const view = (file) => new DataView(file.buffer, file.byteOffset, file.byteLength);

export function programOf(file) {
  const read = view(file);
  if (Buffer.from(file.slice(0, 8)).toString('latin1') !== 'LAZI8MLP' || read.getUint16(8, true) !== 1) {
    throw new Error('no perceptron');
  }

  const count = read.getUint16(10, true);
  let inputs = read.getUint32(12, true);
  let rowsAt = 16 + (8 * count);
  const layers = [];
  const operations = [];
  for (let layer = 0; layer < count; layer++) {
    const outputs = read.getUint32(16 + (8 * layer), true);
    const rowsOfTile = Math.min(Math.max(Math.floor(16_384 / (4 + inputs)), 1), outputs);
    const last = layer === count - 1;
    layers.push({ inputs, outputs, shift: read.getUint32(20 + (8 * layer), true), rowsOfTile, rowsAt, last });
    for (let tile = 0; tile * rowsOfTile < outputs; tile++) {
      operations.push({ kind: last ? 'int8-mlp-logits' : 'int8-mlp-hidden', layer, tile });
    }

    rowsAt += outputs * (4 + inputs);
    inputs = outputs;
  }

  return { layers, operations };
}

function cut(values, size) {
  const tiles = [];
  for (let at = 0; at < values.length; at += size) {
    tiles.push(values.slice(at, at + size));
  }

  return tiles;
}

const littleEndian = (numbers) => Uint8Array.from(Buffer.concat(numbers.map((number) => {
  const word = Buffer.alloc(4);
  word.writeInt32LE(number);
  return word;
})));

const textOf = (logits) => `{"class":${logits.indexOf(Math.max(...logits))},"logits":[${logits.join(',')}]}`;

// The last tiles of a memory that gives this result; null if no memory does.
export function tilesOf({ layers }, text) {
  const { logits } = JSON.parse(text);
  const { outputs, rowsOfTile } = layers.at(-1);
  return logits.length === outputs && textOf(logits) === text ? cut(logits, rowsOfTile).map(littleEndian) : null;
}

export function run({ layers }, file, input) {
  const read = view(file);
  const tiles = [input];
  let values = [...input].map((one) => one >> 1);
  for (const { inputs, outputs, shift, rowsOfTile, rowsAt, last } of layers) {
    const next = [];
    for (let output = 0; output < outputs; output++) {
      const row = rowsAt + (output * (4 + inputs));
      let sum = read.getInt32(row, true);
      for (let i = 0; i < inputs; i++) {
        sum += read.getInt8(row + 4 + i) * values[i];
      }

      const rounding = shift === 0 ? 0 : 2 ** (shift - 1);
      next.push(last ? sum : Math.min(127, Math.floor((Math.max(sum, 0) + rounding) / (2 ** shift))));
    }

    tiles.push(...cut(next, rowsOfTile).map((tile) => (last ? littleEndian(tile) : Uint8Array.from(tile))));
    values = next;
  }

  return { text: textOf(values), tiles };
}
