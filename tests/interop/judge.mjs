// Answers questions in JSON, one a line, from independent implementations: {"operation", "cases": [...]} is answered by
// {"answers": [...]}. An answer of {"refused": reason} is a library's own no; a mistake in here answers {"failure": stack} instead, so
// that it can never pass for one. Ends when its standard input does.
import * as encryption from './judges/encryption.mjs';
import * as hashing from './judges/hashing.mjs';
import * as json from './judges/json.mjs';
import * as merkle from './judges/merkle.mjs';
import * as personalMessage from './judges/personal-message.mjs';
import * as signatures from './judges/signatures.mjs';
import * as typedData from './judges/typed-data.mjs';

// The other side holds itself to the same: Judge.cs.
const messageCharactersMaximum = 8 * 1024 * 1024;

const operations = { ...encryption, ...hashing, ...json, ...merkle, ...personalMessage, ...signatures, ...typedData };

// `judge.operation` is of a judge that is loaded when it is first asked: one takes seconds, and one may not have been compiled.
async function find(operation) {
  const [judge, name] = operation.split('.');
  return name ? (await import(`./judges/${judge}.mjs`))[name] : operations[operation];
}

async function answer(line) {
  try {
    const { operation, cases } = JSON.parse(line);
    const decide = await find(operation);
    const answers = [];
    for (const one of cases) {
      answers.push(await decide(one));
    }

    const message = JSON.stringify({ answers });
    return message.length <= messageCharactersMaximum ? message : JSON.stringify({ failure: `An answer of ${message.length} characters.` });
  } catch (failure) {
    return JSON.stringify({ failure: String(failure.stack).slice(0, 4_000) });
  }
}

let parts = [];
let length = 0;
process.stdin.setEncoding('utf8');
for await (let chunk of process.stdin) {
  for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n')) {
    parts.push(chunk.slice(0, end));
    process.stdout.write(`${await answer(parts.join(''))}\n`);
    [parts, length, chunk] = [[], 0, chunk.slice(end + 1)];
  }

  parts.push(chunk);
  length += chunk.length;
  if (length > messageCharactersMaximum) {
    process.stdout.write(`${JSON.stringify({ failure: `A question longer than ${messageCharactersMaximum} characters.` })}\n`);
    process.exit(1);
  }
}
