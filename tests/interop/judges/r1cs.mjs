// Files of constraints and witnesses, in iden3's formats, that snarkjs is to take: it checks the one against the other, or makes a key
// with a set-up of its own and proves.
import { groth16, powersOfTau, wtns, zKey } from 'snarkjs';
import './groth16.mjs';

const memory = () => ({ type: 'mem' });

// It says no to a logger, and throws without one.
const silence = { info() {}, warn() {} };

export const check = async ({ constraints, witness }) => wtns.check(constraints, witness, silence);

/** The key and a proof, by powers of tau for 2^power constraints. */
export async function prove({ constraints, witness, power }) {
  const [begun, contributed, prepared, fresh, key] = Array.from({ length: 5 }, memory);
  await powersOfTau.newAccumulator(globalThis.curve_bn128, power, begun);
  await powersOfTau.contribute(begun, contributed, 'judge', 'entropy of nobody');
  await powersOfTau.preparePhase2(contributed, prepared);
  await zKey.newZKey(constraints, prepared, fresh);
  await zKey.contribute(fresh, key, 'judge', 'entropy of nobody else');
  const { proof, publicSignals } = await groth16.prove(key, witness);
  return { key: await zKey.exportVerificationKey(key), proof, signals: publicSignals };
}
