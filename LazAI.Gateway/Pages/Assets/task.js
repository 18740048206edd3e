import { byId, el, setText, show } from "./dom.js";
import { amount, count, shortHash, statuses } from "./format.js";
import { modelName } from "./models.js";

const terminal = new Set(["Settled", "Expired", "Invalid"]);
const withReceipt = new Set(["Verified", "Batched", "Provisional", "Final", "Settled"]);
const zeroHash = `0x${"0".repeat(64)}`;
const pollPause = 1_500;

const id = decodeURIComponent(location.pathname.split("/").pop());
document.title = `Task ${shortHash(id)}`;
setText(byId("short"), shortHash(id));
byId("short").title = id;

let schedule = null;
let shownJson = "";

async function load() {
  let again = true;
  try {
    schedule ??= await readSchedule();
    const response = await fetch(`/v1/tasks/${encodeURIComponent(id)}`, { cache: "no-store" });
    const body = await response.text();
    if (response.ok) {
      showProblem(null);
      const task = JSON.parse(body);
      if (body !== shownJson) {
        shownJson = body;
        showTask(task);
      }
      await showUnserved(task);
      again = !terminal.has(task.status);
    } else {
      const problem = JSON.parse(body);
      again = response.status >= 500 || response.status === 429;
      setText(byId("status"), "Not shown");
      showProblem(`${problem.title}. ${problem.detail}`);
    }
  } catch {
    showProblem("The service does not answer. Trying again…");
  }
  if (again) {
    setTimeout(load, pollPause);
  }
}

async function readSchedule() {
  const status = await (await fetch("/v1/status")).json();
  return { genesis: status.genesisTime * 1000, slot: status.rules.slotMilliseconds, asset: status.rules.nativeAsset };
}

function showProblem(text) {
  show(byId("problem"), text !== null);
  setText(byId("problem"), text ?? "");
}

/** Says of a waiting task that nobody can run its model now; a worker may come while the page is looked at. */
async function showUnserved({ status, request }) {
  let unserved = false;
  if (status === "Submitted") {
    const response = await fetch(`/v1/models/${request.modelId}`, { cache: "no-store" });
    unserved = response.ok && (await response.json()).eligibleSessions === 0;
  }
  show(byId("unserved"), unserved);
  setText(byId("unserved"), unserved
    ? "No worker whose measurement this model accepts has an open session. Unless one comes before, the task expires at its deadline, slot "
      + `${count(request.deadlineSlot)} (${timeOf(request.deadlineSlot).toLocaleString()}), and its whole fee is refunded.`
    : "");
}

function showTask(task) {
  show(byId("record"), true);
  setText(byId("status"), task.status);
  byId("status").dataset.status = task.status;
  setText(byId("meaning"), statuses[task.status] ?? "");
  showHistory(task.history);
  showReceipt(task);
  showPairs(byId("request"), requestPairs(task));
  showPairs(byId("result"), resultPairs(task));
}

function showHistory(history) {
  byId("history").replaceChildren(...history.map(({ status, slot, attempt }) =>
    el("li", {},
      el("strong", {}, status), ` ${statuses[status] ?? ""}`,
      el("div", { class: "when" },
        `Slot ${count(slot)}, from `,
        el("time", { datetime: timeOf(slot).toISOString() }, timeOf(slot).toLocaleString()),
        attempt > 0 ? `, attempt ${attempt}` : ""))));
}

const timeOf = (slot) => new Date(schedule.genesis + slot * schedule.slot);

function showReceipt(task) {
  const ready = withReceipt.has(task.status);
  const link = byId("receipt");
  link.href = `/v1/tasks/${task.taskId}/receipt`;
  link.download = `receipt-${task.taskId.slice(2, 14)}.json`;
  show(link, ready);
  show(byId("no-receipt"), !ready);
  const text = task.output === undefined ? null : readable(task.output);
  show(byId("output"), text !== null);
  show(byId("output-heading"), text !== null);
  setText(byId("output"), text ?? "");
}

/** Text as it is, JSON laid out, other bytes as base64. */
function readable(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  } catch {
    return `${count(bytes.length)} bytes, base64: ${base64}`;
  }
}

function requestPairs({ taskId, request, parameters, rulesVersion }) {
  const name = modelName(request.modelId, () => showPairs(byId("request"), requestPairs(JSON.parse(shownJson))));
  const fee = amount(request.feeMaximum, schedule.asset);
  return [
    ["Task", taskId],
    ["Submitter", request.submitter],
    ["Model", name === null ? request.modelId : `${name} (${request.modelId})`],
    ["Verified by", request.verifyMode],
    ["Input", `${request.dataLocation}, Keccak-256 ${request.dataHash}`],
    ["Parameters", parameters],
    ["Highest fee", `${fee.text}`, fee.exact],
    ["Deadline", `slot ${count(request.deadlineSlot)}`],
    ["Nonce", String(request.nonce)],
    ["Encrypted to session", request.recipientSession === zeroHash ? "not encrypted" : request.recipientSession],
    ["Rules", `version ${rulesVersion}`],
  ];
}

function resultPairs({ assignment, result, fee }) {
  const pairs = [];
  if (assignment) {
    pairs.push(
      ["Worker", assignment.worker],
      ["Session", assignment.session],
      ["Lease", `slots ${count(assignment.assignedAt)} to ${count(assignment.until)}`],
      ["Drawn from roster", assignment.rosterHash]);
  }
  if (result) {
    pairs.push(
      ["Result hash", result.resultHash],
      ["Objective", result.objective],
      ["Executed", new Date(result.executedAt * 1000).toLocaleString()],
      ["Sequence", String(result.sequence)]);
  }
  if (fee) {
    const charged = amount(fee.charged, schedule.asset);
    const refunded = amount(fee.refunded, schedule.asset);
    pairs.push(["Charged", charged.text, charged.exact], ["Returned", refunded.text, refunded.exact]);
  }
  return pairs.length > 0 ? pairs : [["Worker", "nobody holds it"]];
}

function showPairs(list, pairs) {
  list.replaceChildren(...pairs.flatMap(([name, value, title]) => [
    el("dt", {}, name),
    el("dd", { title }, value.startsWith("0x") ? el("code", {}, value) : value),
  ]));
}

load();
