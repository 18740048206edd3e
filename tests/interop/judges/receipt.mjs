// A receipt (docs/protocol.md, section 17) checked by somebody else: viem hashes the typed structures and recovers the signers, the trees are
// the RFC's, the perceptron is its README. Of the evidence it looks only at what binds the session's keys; a TDX verifier is another program.
import canonicalize from 'canonicalize';
import { encodePacked, getAddress, hashStruct, keccak256, recoverTypedDataAddress, stringToHex } from 'viem';
import { publicKeyToAddress } from 'viem/utils';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bytes, hex } from './bytes.mjs';
import { leafHash, rootFromLast, rootFromPath, rootOfHashes } from './trees.mjs';
import * as perceptron from './perceptron.mjs';
import * as inference from './inference.mjs';

// Section 1 of docs/protocol.md; trace types: LazAI.Engines/Traces/README.md.
const typeStrings = [
  'TaskRequest(address submitter,uint64 nonce,bytes32 modelId,bytes32 dataHash,string dataLocation,bytes32 parametersHash,uint8 verifyMode,uint128 feeMaximum,uint64 deadlineSlot,bytes32 recipientSession)',
  'TaskSubmission(address submitter,bytes32 requestsRoot,uint32 count,uint64 nonce,uint64 deadlineSlot)',
  'TaskResult(bytes32 taskId,bytes32 resultHash,bytes32 objective,bytes32 traceRoot,bytes32 zkPublicHash,uint64 executedAt,uint64 sequence)',
  'TaskResultBatch(bytes32 session,bytes32 resultsRoot,uint32 count,uint64 firstSequence)',
  'ResultMetadata(bytes32 taskId,uint64 inputElements,uint64 outputElements,string engineId,string engineVersion)',
  'Model(address publisher,string name,string version)',
  'ModelRegistration(address publisher,bytes32 modelId,bytes32 descriptionHash,uint64 nonce,uint64 deadlineSlot)',
  'FraudProofSubmission(address challenger,bytes32 taskId,bytes32 evidenceHash,uint64 nonce,uint64 deadlineSlot)',
  'TraceStep(uint64 index,bytes32 operation,bytes32 stateBefore,bytes32 stateAfter)',
  'TraceOperation(string kind,uint32 layer,uint32 tile)',
];
const types = Object.fromEntries(typeStrings.map((text) => {
  const [, name, fields] = /^(\w+)\((.*)\)$/.exec(text);
  return [name, fields.split(',').map((field) => ({ type: field.split(' ')[0], name: field.split(' ')[1] }))];
}));
const structHash = (primaryType, data) => hashStruct({ data, primaryType, types });
const modes = { TEE: 0, TEE_ZK: 1, OP: 2 };
const zero = `0x${'00'.repeat(32)}`;
const fromBase64 = (text) => {
  const read = Buffer.from(text, 'base64');
  require(read.toString('base64') === text, 'base64');
  return Uint8Array.from(read);
};

function require(holds, what) {
  if (!holds) {
    throw new Error(what);
  }
}

async function requireSigned(receipt, primaryType, message, signature, signer, what) {
  const domain = { name: 'LazAI', version: '1', chainId: BigInt(receipt.chainId) };
  require(/^0x[0-9a-f]{128}(1b|1c)$/.test(signature), `${what}: form`);
  // Low s only: viem recovers from either.
  require(BigInt(`0x${signature.slice(66, 130)}`) <= secp256k1.Point.Fn.ORDER / 2n, `${what}: s`);
  require(await recoverTypedDataAddress({ domain, message, primaryType, types, signature }) === getAddress(signer), what);
}

// The root that a struct hash and its path lead to: the data of a leaf are the 32 bytes of the hash.
function rootOf(hash, { index, count, path }, what) {
  require(Number.isInteger(index) && index >= 0 && index < count, what);
  const root = rootFromPath(leafHash(bytes(hash)), index, count, path.map(bytes));
  require(root, what);
  return hex(root);
}

async function checkRequest(receipt) {
  const { request, submission } = receipt;
  const hash = structHash('TaskRequest', { ...request, verifyMode: modes[request.verifyMode] });
  require(keccak256(hash) === receipt.taskId, 'task id');
  require(keccak256(stringToHex(receipt.parameters)) === request.parametersHash, 'parameters');
  require(request.dataLocation === 'inline' && keccak256(fromBase64(receipt.input)) === request.dataHash, 'input');
  const { count, nonce, deadlineSlot } = submission;
  const message = { submitter: request.submitter, requestsRoot: rootOf(hash, submission, 'path of the request'), count, nonce, deadlineSlot };
  await requireSigned(receipt, 'TaskSubmission', message, submission.signature, request.submitter, 'submitter');
}

async function checkModel({ model, request, registration, ...receipt }) {
  const { publisher, name, version } = model;
  const modelId = structHash('Model', { publisher, name, version });
  require(modelId === request.modelId && model.verifyModes.includes(request.verifyMode), 'model');
  const descriptionHash = keccak256(stringToHex(canonicalize(model)));
  const { nonce, deadlineSlot, signature } = registration;
  await requireSigned(receipt, 'ModelRegistration', { publisher, modelId, descriptionHash, nonce, deadlineSlot }, signature, publisher, 'publisher');
}

async function checkResult(receipt) {
  const { result, model, session, batch, taskId } = receipt;
  const output = fromBase64(receipt.output);
  require(keccak256(output) === result.resultHash && result.taskId === taskId, 'output');
  const metadata = structHash('ResultMetadata', {
    taskId,
    inputElements: fromBase64(receipt.input).length,
    outputElements: output.length,
    engineId: model.determinism.engine,
    engineVersion: model.determinism.engineVersion,
  });
  const determinism = keccak256(stringToHex(canonicalize(model.determinism)));
  const words = [model.commitment, determinism, taskId, result.resultHash, metadata];
  require(keccak256(encodePacked(words.map(() => 'bytes32'), words)) === result.objective, 'objective');

  const { count, firstSequence } = batch;
  require(BigInt(result.sequence) === BigInt(firstSequence) + BigInt(batch.index), 'sequence');
  const message = { session: session.id, resultsRoot: rootOf(structHash('TaskResult', result), batch, 'path of the result'), count, firstSequence };
  await requireSigned(receipt, 'TaskResultBatch', message, batch.signature, session.signingKey, 'session');
}

// Section 5: REPORTDATA, at byte 568 of a TDX quote of version 4, holds the hash of worker and keys.
function checkSession({ session, worker, evidence }) {
  const parts = [stringToHex('LazAI.session.v1'), worker, session.signingPublicKey, session.encryptionPublicKey, session.nonce, BigInt(session.timestamp)];
  const id = keccak256(encodePacked(['bytes', 'address', 'bytes', 'bytes', 'bytes32', 'uint64'], parts));
  require(id === session.id && hex(fromBase64(evidence).slice(568, 632)) === id + '00'.repeat(32), 'session id');
  const away = BigInt(session.verifiedAt) - BigInt(session.timestamp);
  require(away >= -300n && away <= 300n, 'time of verification');
  const key = secp256k1.Point.fromHex(session.signingPublicKey.slice(2));
  require(publicKeyToAddress(`0x${key.toHex(false)}`) === getAddress(session.signingKey), 'signing key');
}

const stepHash = (program, index, stateBefore, stateAfter) =>
  leafHash(bytes(structHash('TraceStep', { index, operation: structHash('TraceOperation', program.operations[index]), stateBefore, stateAfter })));

// The ends of the trace: it begins with the input and ends with the output.
function checkTrace({ trace, result, model, input, output }) {
  const chunk = fromBase64(trace.header);
  const chunks = Math.ceil(model.weightsBytes / 4096);
  require(chunk.length === Math.min(4096, model.weightsBytes), 'header');
  const committed = rootFromPath(leafHash(chunk), 0, chunks, trace.headerSiblings.map(bytes));
  require(committed && hex(committed) === model.commitment, 'header');

  const program = perceptron.programOf(chunk);
  const unwritten = leafHash(new Uint8Array());
  const initial = hex(rootOfHashes([leafHash(fromBase64(input)), ...program.operations.map(() => unwritten)]));
  const { afterFirst, firstSiblings, beforeLast, lastSiblings, resultOpening } = trace.ends;
  const steps = program.operations.length;
  const proven = (leaf, index, siblings) => {
    const root = rootFromPath(leaf, index, steps, siblings.map(bytes));
    return !!root && hex(root) === result.traceRoot;
  };
  require(proven(stepHash(program, 0, initial, afterFirst), 0, firstSiblings), 'first step');

  const tiles = perceptron.tilesOf(program, Buffer.from(fromBase64(output)).toString());
  require(tiles, 'result');
  const final = rootFromLast(tiles.map(leafHash), steps + 1 - tiles.length, steps + 1, resultOpening.map(bytes));
  require(final && proven(stepHash(program, steps - 1, beforeLast, hex(final)), steps - 1, lastSiblings), 'last step');
}

async function checkChallenges(receipt) {
  const seen = new Set();
  for (const { challenger, evidenceHash, nonce, deadlineSlot, signature, filedAt, outcome, evidence } of receipt.challenges) {
    const message = { challenger, taskId: receipt.taskId, evidenceHash, nonce, deadlineSlot };
    await requireSigned(receipt, 'FraudProofSubmission', message, signature, challenger, 'challenger');
    require(['Rejected', 'Dropped', 'Void'].includes(outcome) && filedAt <= receipt.disputableUntil, 'challenge');
    require((outcome === 'Rejected') === (evidence !== undefined), 'evidence');
    require(evidence === undefined || keccak256(fromBase64(evidence)) === evidenceHash, 'evidence');
    require(!seen.has(structHash('FraudProofSubmission', message)), 'challenge twice');
    seen.add(structHash('FraudProofSubmission', message));
  }
}

// Section 7.2: the session has signed the proof; it holds under the description's key, and is of these weights, this input and this result.
async function checkProof({ proof, result, model, request, input, output }) {
  const [signals, points, key] = [proof.publicSignals, proof.proof, model.zeroKnowledge.verificationKey].map(fromBase64);
  const words = [keccak256(signals), keccak256(points), proof.inputSalt];
  require(keccak256(encodePacked(words.map(() => 'bytes32'), words)) === result.zkPublicHash, 'signed proof');
  const [weights, inputCommitment, outputCommitment, digit] = JSON.parse(Buffer.from(signals).toString());
  const answer = JSON.parse(Buffer.from(fromBase64(output)).toString());
  require(BigInt(weights) === BigInt(model.zeroKnowledge.weightsCommitment), 'weights of the proof');
  require(BigInt(digit) === BigInt(answer.class), 'class of the proof');
  if (/^0x0*$/.test(request.recipientSession)) {
    const salt = BigInt(proof.inputSalt);
    require(BigInt(inputCommitment) === inference.inputCommitment(fromBase64(input), salt), 'input of the proof');
    require(BigInt(outputCommitment) === inference.outputCommitment(answer.logits, salt), 'output of the proof');
  }

  require(await inference.holds(key, signals, points), 'proof');
}

// The whole computation again; in mode OP every state of it, too.
function recompute({ model, input, output, request, result }, weights) {
  const leaves = [];
  for (let at = 0; at < weights.length; at += 4096) {
    leaves.push(leafHash(weights.slice(at, at + 4096)));
  }

  require(weights.length === model.weightsBytes && hex(rootOfHashes(leaves)) === model.commitment, 'weights');
  const program = perceptron.programOf(weights);
  if (model.zeroKnowledge) {
    require(BigInt(model.zeroKnowledge.weightsCommitment) === inference.weightsCommitment(program, weights), 'recomputed commitment');
  }

  const { text, tiles } = perceptron.run(program, weights, fromBase64(input));
  require(text === Buffer.from(fromBase64(output)).toString(), 'recomputed output');
  if (request.verifyMode === 'OP') {
    const unwritten = leafHash(new Uint8Array());
    const written = tiles.map(leafHash);
    const states = program.operations.map((_, i) => hex(rootOfHashes(written.map((leaf, tile) => (tile <= i ? leaf : unwritten)))));
    states.push(hex(rootOfHashes(written)));
    require(hex(rootOfHashes(program.operations.map((_, i) => stepHash(program, i, states[i], states[i + 1])))) === result.traceRoot, 'recomputed trace');
  }
}

export async function verify({ receipt: text, weights }) {
  try {
    const receipt = JSON.parse(text);
    require(receipt.version === 5, 'version');
    await checkRequest(receipt);
    await checkModel(receipt);
    await checkResult(receipt);
    checkSession(receipt);
    require((receipt.request.verifyMode === 'TEE_ZK') === !!receipt.proof, 'proof');
    if (receipt.proof) {
      await checkProof(receipt);
    } else {
      require(receipt.result.zkPublicHash === zero, 'proof');
    }

    require((receipt.request.verifyMode === 'OP') === !!receipt.trace, 'trace');
    if (receipt.trace) {
      checkTrace(receipt);
    } else {
      require(receipt.result.traceRoot === zero, 'trace');
    }

    await checkChallenges(receipt);
    if (weights) {
      recompute(receipt, fromBase64(weights));
    }

    return { holds: true, fault: null };
  } catch (fault) {
    return { holds: false, fault: String(fault.message).slice(0, 200) };
  }
}
