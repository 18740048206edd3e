// What stands behind a task's result. A receipt never changes in what is read of it here, so it is asked for once.

import { byId, el, show } from "./dom.js";

const zeroHash = `0x${"0".repeat(64)}`;
let session = null;

export async function showEvidence(task, hasReceipt) {
  if (session === null && hasReceipt) {
    const response = await fetch(`/v1/tasks/${task.taskId}/receipt`);
    session = response.ok ? (await response.json()).session : null;
  }
  const { request, assignment, result } = task;
  const facts = session?.evidence;
  show(byId("development"), facts?.kind === "development-tdx");
  const pairs = [];
  if (facts) {
    pairs.push(
      ["Attestation", facts.kind === "development-tdx" ? "DEVELOPMENT, NOT HARDWARE (development-tdx)" : facts.kind.toUpperCase()],
      ["Measurement", facts.measurement],
      ["Evidence hash", facts.hash],
      ...(facts.debug ? [["Debug", "the enclave ran under debug and keeps no secrets"]] : []));
  }
  if (assignment) {
    pairs.push(
      ["Session", assignment.session, `/workers/${assignment.worker}/sessions/${assignment.session}`, "its evidence, and what was checked", false],
      ["Draw", `number ${assignment.drawIndex} from roster ${assignment.rosterHash}`]);
  }
  if (result) {
    pairs.push(["Result hash", result.resultHash]);
    if (result.traceRoot !== zeroHash) {
      pairs.push(["Trace root", result.traceRoot, `/v1/tasks/${task.taskId}/trace`, "the whole trace"]);
    }
    if (result.zkPublicHash !== zeroHash) {
      pairs.push(["Proof", result.zkPublicHash, `/v1/tasks/${task.taskId}/proof`, "proof and public signals, for snarkjs"]);
    }
  }
  if (pairs.length === 0) {
    pairs.push(["Mode", `${request.verifyMode}; there is no result yet`]);
  }
  const shown = JSON.stringify(pairs);
  if (byId("evidence").dataset.shown !== shown) {
    byId("evidence").dataset.shown = shown;
    byId("evidence").replaceChildren(...pairs.flatMap(([name, value, href, link, isFile = true]) => [
      el("dt", {}, name),
      el("dd", {}, value.startsWith("0x") ? el("code", {}, value) : value, href ? " " : null, href ? el("a", { href, download: isFile }, link) : null),
    ]));
  }
}
