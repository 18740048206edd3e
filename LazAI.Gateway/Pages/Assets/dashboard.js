import { showConnection } from "./connection.js";
import { byId, el, setText, show, updateRows } from "./dom.js";
import { follow } from "./feed.js";
import { amount, count, milliseconds, percent, rate, shortHash, statuses } from "./format.js";
import { modelName } from "./models.js";
import { sparkline } from "./sparkline.js";

const flowOrder = ["Submitted", "Assigned", "Executed", "Verified", "Batched", "Provisional", "Final", "Settled"];
const sideways = ["Expired", "Invalid"];
const unknown = "–";

const accounts = {
  User: "Users",
  Stake: "Stakes",
  Unbonding: "Stakes on their way out",
  Escrow: "Escrows of tasks",
  ValidatorPool: "Validators' pool",
  Treasury: "Treasury",
  Slashed: "Slashed",
};

// --- Tasks

const steps = new Map();
for (const status of [...flowOrder, ...sideways]) {
  const figure = el("span", { class: "figure" }, unknown);
  byId("flow").append(
    el("li", { class: sideways.includes(status) ? "step aside" : "step", "data-status": status },
      el("span", { class: "name" }, status), figure, el("span", { class: "meaning" }, statuses[status])));
  steps.set(status, figure);
}

const curves = Object.fromEntries(["submitted", "verified", "settled", "log"].map((name) => [name, sparkline(byId(`spark-${name}`))]));

const mean = (values) => {
  const last = values.slice(-10);
  return last.reduce((sum, value) => sum + value, 0) / last.length;
};

function showTotals(totals) {
  setText(byId("slot"), count(totals.slot));
  for (const { status, count: tasks } of totals.tasks) {
    const figure = steps.get(status);
    if (figure) {
      setText(figure, count(tasks));
      figure.parentElement.classList.toggle("none", tasks === 0);
    }
  }
  for (const name of ["submitted", "verified", "settled"]) {
    setText(byId(`rate-${name}`), rate(mean(totals.rates[name])));
    curves[name](totals.rates[name]);
  }
  const { log } = totals;
  setText(byId("rate-log"), rate(mean(log.eventsPerSecond)));
  curves.log(log.eventsPerSecond);
  setText(byId("log-head"), count(log.head));
  setText(byId("log-lag"), log.answers ? `${count(log.lag)} events` : "cut off from the log's store and");
}

// --- Latest changes

const recent = byId("recent").tBodies[0];
const recentRegion = byId("recent").parentElement;
const hold = byId("hold");
let newest = [];

const isHeld = () =>
  hold.getAttribute("aria-pressed") === "true" || recent.contains(document.activeElement) || recentRegion.matches(":hover");

const waitsForNobody = (task) => task.eligibleSessions === 0;

function showRecent() {
  show(byId("recent-empty"), newest.length === 0);
  const held = isHeld();
  show(byId("held-note"), held);
  if (held && recent.rows.length > 0) {
    return;
  }
  show(byId("unserved"), newest.some(waitsForNobody));
  updateRows(
    recent,
    newest,
    (task) => task.taskId,
    (task) => [
      el("th", { scope: "row" }, el("a", { href: `/tasks/${task.taskId}`, title: task.taskId }, el("code", {}, shortHash(task.taskId)))),
      el("td", {}, el("span", { class: "badge status" }), el("span", { class: "badge warning" }, "no worker")),
      el("td"),
      el("td", {}, el("code")),
      el("td", { class: "number" }),
      el("td", { class: "number" }),
    ],
    (cells, task) => {
      const [badge, noWorker] = cells[1].children;
      show(noWorker, waitsForNobody(task));
      setText(badge, task.status);
      badge.dataset.status = task.status;
      badge.title = statuses[task.status] ?? "";
      setText(cells[2], task.modelId ? modelName(task.modelId, showRecent) ?? shortHash(task.modelId) : unknown);
      cells[2].title = task.modelId ?? "";
      setText(cells[3].firstElementChild, task.worker ? shortHash(task.worker) : unknown);
      cells[3].title = task.worker ?? "";
      setText(cells[4], task.attempt === undefined ? unknown : count(task.attempt));
      setText(cells[5], task.submittedAt === undefined ? unknown : count(task.submittedAt));
    });
}

hold.addEventListener("click", () => {
  hold.setAttribute("aria-pressed", String(hold.getAttribute("aria-pressed") !== "true"));
  showRecent();
});
recentRegion.addEventListener("focusout", () => setTimeout(showRecent));
recentRegion.addEventListener("pointerleave", () => setTimeout(showRecent));

// --- Workers

function showWorkers({ workers, more }) {
  show(byId("workers-empty"), workers.length === 0);
  show(byId("development"), workers.some((worker) => worker.development));
  updateRows(
    byId("workers").tBodies[0],
    workers,
    (worker) => worker.worker,
    (worker) => [
      el("th", { scope: "row", title: worker.worker }, el("code", {}, shortHash(worker.worker))),
      el("td"),
      el("td", { class: "number" }),
      el("td", {}, el("meter", { min: 0 }), " ", el("span")),
      ...Array.from({ length: 5 }, () => el("td", { class: "number" })),
    ],
    (cells, worker) => {
      showEvidence(cells[1], worker);
      setText(cells[2], count(worker.sessions));
      const [meter, load] = cells[3].children;
      meter.max = Math.max(worker.capacity, 1);
      meter.value = worker.inFlight;
      meter.setAttribute("aria-label", `${worker.inFlight} of ${worker.capacity} tasks`);
      setText(load, `${count(worker.inFlight)} of ${count(worker.capacity)}`);
      setText(cells[4], percent(worker.reputation));
      setText(cells[5], count(worker.accepted));
      setText(cells[6], count(worker.failed));
      showAmount(cells[7], worker.stake);
      setText(cells[8], count(worker.lastSeen));
    });
  byId("workers").dataset.more = String(more);
}

function showEvidence(cell, worker) {
  const wanted = [
    ...worker.evidence.map((kind) => (kind === "development-tdx" ? "DEVELOPMENT, NOT HARDWARE" : kind.toUpperCase())),
    ...(worker.debug ? ["DEBUG"] : []),
  ];
  if (cell.textContent !== (wanted.join("") || "no session")) {
    cell.replaceChildren(...(wanted.length > 0
      ? wanted.map((text) => el("span", { class: text === "TDX" ? "badge good" : "badge warning" }, text))
      : ["no session"]));
  }
}

// --- Ledger

function showAmount(cell, baseUnits, asset) {
  const shown = amount(baseUnits, asset);
  setText(cell, shown.text);
  cell.title = shown.exact;
}

function showLedger(totals) {
  updateRows(
    byId("ledger").tBodies[0],
    totals.kinds,
    (kind) => kind.kind,
    (kind) => [el("th", { scope: "row" }, accounts[kind.kind] ?? kind.kind), el("td", { class: "number" }), el("td", { class: "number" })],
    (cells, kind) => {
      setText(cells[1], count(kind.accounts));
      showAmount(cells[2], kind.total, totals.asset);
    });
  showAmount(byId("supply"), totals.supply, totals.asset);
  const balanced = byId("balanced");
  setText(balanced, totals.balanced ? "balanced" : "NOT BALANCED");
  balanced.className = totals.balanced ? "badge good" : "badge bad";
  setText(byId("escrows"), count(totals.openEscrows));
}

// --- Grains

function showGrains({ runtime, grainTypes }) {
  setText(byId("runtime"), runtime);
  show(byId("grains-empty"), grainTypes.length === 0);
  updateRows(
    byId("grains").tBodies[0],
    grainTypes,
    (type) => type.grainType,
    (type) => [el("th", { scope: "row" }, type.grainType), ...Array.from({ length: 7 }, () => el("td", { class: "number" }))],
    (cells, type) => {
      const { latency } = type;
      const values = [
        count(type.activations),
        type.callsPerSecond === undefined ? unknown : rate(type.callsPerSecond),
        type.pendingCalls === undefined ? unknown : `${count(type.pendingCalls)} / ${count(type.longestQueue)}`,
        latency ? milliseconds(latency.p50) : unknown,
        latency ? milliseconds(latency.p95) : unknown,
        latency ? milliseconds(latency.p99) : unknown,
        type.failedCalls === undefined ? unknown : count(type.failedCalls),
      ];
      values.forEach((value, i) => setText(cells[i + 1], value));
    });
}

// --- Beginning

fetch("/v1/status")
  .then((response) => response.json())
  .then((status) => setText(byId("chain"), `${status.chainId}`))
  .catch(() => {});

follow(
  {
    totals: showTotals,
    tasks: ({ tasks }) => {
      newest = tasks;
      showRecent();
    },
    workers: showWorkers,
    ledger: showLedger,
    grains: showGrains,
  },
  showConnection);
