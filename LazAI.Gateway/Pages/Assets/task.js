import { byId, el, setText, show } from "./dom.js";
import { amount, count, shortHash, statuses } from "./format.js";
import { modelName } from "./models.js";
import { showDisputes } from "./task-disputes.js";
import { showEvidence } from "./task-evidence.js";
import { showSettlement } from "./task-settlement.js";

const terminal = new Set(["Settled", "Expired", "Invalid"]);
const withReceipt = new Set(["Verified", "Batched", "Provisional", "Final", "Settled", "Invalid"]);
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
      const decided = await showMore(task);
      again = !terminal.has(task.status) || !decided;
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
  return {
    genesis: status.genesisTime * 1000, slot: status.rules.slotMilliseconds, asset: status.rules.nativeAsset, bond: status.rules.challengeBond,
  };
}

/** Shows what other records say of the task. True once nothing of it will change any more. */
async function showMore(task) {
  const read = async (path) => {
    const response = await fetch(`/v1/tasks/${task.taskId}${path}`, { cache: "no-store" });
    return response.ok ? response.json() : null;
  };
  const [disputes, settlement] = await Promise.all([read("/challenges"), read("/settlement")]);
  showHistory(task, disputes, settlement);
  showDisputes(task, disputes, settlement, schedule);
  await showEvidence(task, withReceipt.has(task.status));
  return showSettlement(settlement, schedule);
}

function showProblem(text) {
  show(byId("problem"), text !== null);
  setText(byId("problem"), text ?? "");
}

/** Says of a waiting task that nobody can run its model now; a worker may come while the page is looked at. */
async function showUnserved({ status, request }) {
  let model = null;
  if (status === "Submitted") {
    const response = await fetch(`/v1/models/${request.modelId}`, { cache: "no-store" });
    model = response.ok ? await response.json() : null;
  }
  const unserved = model?.eligibleSessions === 0;
  const refusals = (model?.refusedSessions ?? []).map((refusal) => ` ${count(refusal.sessions)} open: ${refusal.reason}`).join("");
  show(byId("unserved"), unserved);
  setText(byId("unserved"), unserved
    ? "No worker whose evidence this model accepts has an open session. Unless one comes before, the task expires at its deadline, slot "
      + `${count(request.deadlineSlot)} (${timeOf(request.deadlineSlot).toLocaleString()}), and its whole fee is refunded.${refusals}`
    : "");
}

function showTask(task) {
  show(byId("record"), true);
  setText(byId("status"), task.status);
  byId("status").dataset.status = task.status;
  setText(byId("meaning"), statuses[task.status] ?? "");
  showReceipt(task);
  showPairs(byId("request"), requestPairs(task));
  showPairs(byId("result"), resultPairs(task));
}

function showHistory(task, disputes, settlement) {
  const steps = task.history.map((change, i) => ({ ...change, title: change.status, text: tell(task, change, i, disputes, settlement) }));
  for (const challenge of disputes?.challenges ?? []) {
    // Behind the last step of its slot or before: a verdict comes after the filing.
    const place = steps.findLastIndex((step) => step.slot <= challenge.filedAt && step.status !== "Invalid") + 1;
    steps.splice(place, 0, {
      slot: challenge.filedAt, attempt: 0, title: "Challenged",
      text: `by ${challenge.challenger}: ${challenge.outcome}. ${challenge.detail}`,
    });
  }
  const shown = JSON.stringify(steps);
  if (byId("history").dataset.shown !== shown) {
    byId("history").dataset.shown = shown;
    byId("history").replaceChildren(...steps.map(({ title, text, slot, attempt }) =>
      el("li", {},
        el("strong", {}, title), ` ${text}`,
        el("div", { class: "when" },
          `Slot ${count(slot)}, from `,
          el("time", { datetime: timeOf(slot).toISOString() }, timeOf(slot).toLocaleString()),
          attempt > 0 ? `, attempt ${attempt}` : ""))));
  }
}

/** What happened at a step, in a sentence. */
function tell(task, { status, attempt }, i, disputes, settlement) {
  const { request, assignment, result } = task;
  const newest = !task.history.slice(i + 1).some((later) => later.status === status);
  const fee = settlement?.fee;
  const money = (value) => amount(value, schedule.asset).text;
  switch (status) {
    case "Submitted":
      return i === 0
        ? `by ${request.submitter}, who sets aside ${money(request.feeMaximum)}`
        : `again: the attempt before has failed${slashOf(settlement, attempt)}`;
    case "Assigned":
      return newest && assignment && assignment.assignedAt
        ? `to ${assignment.worker}, drawn from roster ${shortHash(assignment.rosterHash)} with ${money(assignment.stake)} at stake`
        : statuses[status];
    case "Executed":
      return newest && result ? `with result ${shortHash(result.resultHash)}, signed by the enclave` : statuses[status];
    case "Verified":
      return disputes?.disputableUntil === undefined
        ? statuses[status]
        : `its evidence holds; it may be challenged until slot ${count(disputes.disputableUntil)}`;
    case "Settled":
      return fee?.charged === undefined ? statuses[status] : `${money(fee.charged)} charged, ${money(fee.returned)} returned`;
    case "Expired":
      return `without a result in time; ${money(request.feeMaximum)} returned, nothing charged`;
    case "Invalid":
      return `a fault was proven; ${money(request.feeMaximum)} returned, nothing charged${slashOf(settlement, attempt)}`;
    default:
      return statuses[status] ?? "";
  }
}

/** What a false result of this attempt has cost its worker, or nothing. */
function slashOf(settlement, attempt) {
  const slash = settlement?.slashes.find((one) => one.attempt.value === attempt);
  return slash === undefined
    ? ""
    : `; its worker ${slash.worker.value} loses ${amount(slash.taken ?? slash.owed, schedule.asset).text} for a false result (${slash.reason.value})`;
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
