import { get, network, pages } from "./api.js";
import { evidenceBadges, showAmount, showCount, showHash, unknown } from "./cells.js";
import { byId, el, setText, show, updateRows } from "./dom.js";
import { count, percent, shortHash } from "./format.js";
import { keepLive } from "./live.js";

let net = null;
let now = 0;

const workers = pages("/v1/workers", (worker) => worker.worker, showWorkers);
const offences = pages("/v1/offences", (offence) => offence.id, showOffences);
byId("workers-more").addEventListener("click", () => workers.more().catch(() => {}));
byId("offences-more").addEventListener("click", () => offences.more().catch(() => {}));

async function read() {
  net = await network();
  await Promise.all([workers.refresh(), offences.refresh(), readChallengers()]);
}

function showWorkers(lines, more) {
  show(byId("workers-empty"), lines.length === 0);
  show(byId("workers-more"), more);
  show(byId("development"), lines.some((line) => line.sessions.some((session) => session.evidence.kind === "development-tdx")));
  updateRows(
    byId("workers").tBodies[0],
    lines,
    (line) => line.worker,
    (line) => [
      el("th", { scope: "row", title: line.worker }, el("code", {}, shortHash(line.worker))), el("td"),
      ...Array.from({ length: 5 }, () => el("td", { class: "number" })), el("td"), el("td", { class: "number" }),
    ],
    (cells, line) => {
      const shown = JSON.stringify(line.sessions.map((session) => [session.id, session.reattestationReason]));
      if (cells[1].dataset.shown !== shown) {
        cells[1].dataset.shown = shown;
        cells[1].replaceChildren(`${count(line.sessions.length)} open `, ...evidenceBadges(line.sessions), ...line.sessions.map((session) => sessionLink(line.worker, session)));
      }
      showAmount(cells[2], line.stake, net.asset);
      showAmount(cells[3], line.unbonding, net.asset);
      setText(cells[4], percent(line.reputation));
      showCount(cells[5], line.record.accepted);
      showCount(cells[6], line.record.failed);
      showStanding(cells[7], line);
      showCount(cells[8], line.lastSeen);
    });
}

/** A session's evidence has a page of its own. */
function sessionLink(worker, session) {
  const due = session.reattestationReason !== undefined;
  return el("a", { class: "session", href: `/workers/${worker}/sessions/${session.id}`, title: due ? `has to attest again: ${session.reattestationReason}` : session.id },
    due ? "must attest again" : "evidence");
}

function showStanding(cell, line) {
  const jailed = line.jailedUntil !== undefined && line.jailedUntil >= now;
  const poor = BigInt(line.stake) < BigInt(net.rules.workerStakeMinimum);
  const text = jailed ? `jailed until slot ${count(line.jailedUntil)}` : poor ? "stake too low" : line.sessions.length === 0 ? "offline" : "gets work";
  if (cell.textContent !== text) {
    cell.replaceChildren(el("span", { class: jailed ? "badge bad" : poor ? "badge warning" : "badge" }, text));
  }
  cell.title = jailed ? net.timeOf(line.jailedUntil + 1).toLocaleString() : "";
}

function showOffences(lines, more) {
  show(byId("offences-empty"), lines.length === 0);
  show(byId("offences-more"), more);
  updateRows(
    byId("offences").tBodies[0],
    lines,
    (line) => line.id,
    (line) => [
      el("th", { scope: "row", title: line.worker }, el("code", {}, shortHash(line.worker))),
      el("td", {}, line.reason === undefined ? "silent while declared online" : `false result (${line.reason})`),
      el("td", {}, line.taskId === undefined ? unknown : el("a", { href: `/tasks/${line.taskId}`, title: line.taskId }, el("code", {}, shortHash(line.taskId)))),
      ...Array.from({ length: 5 }, () => el("td", { class: "number" })),
    ],
    (cells, line) => {
      showCount(cells[3], line.at);
      setText(cells[4], percent(line.slash));
      showAmount(cells[5], line.slashed, net.asset);
      showAmount(cells[6], line.rewarded, net.asset);
      cells[6].title += line.reporter === undefined ? "" : `, ${line.reporter}`;
      showCount(cells[7], line.jailedUntil);
    });
}

let hasRegistry = null;

/** The registry of challengers, where the service has one. */
async function readChallengers() {
  hasRegistry ??= "/v1/challengers" in (await get("/openapi/v1.json")).paths;
  if (!hasRegistry) {
    return;
  }
  const registry = await get("/v1/challengers");
  show(byId("challengers-section"), true);
  show(byId("challengers-empty"), registry.challengers.length === 0);
  updateRows(
    byId("challengers").tBodies[0],
    registry.challengers,
    (line) => line.challenger,
    () => [el("th", { scope: "row" }), el("td"), ...Array.from({ length: 3 }, () => el("td", { class: "number" }))],
    (cells, line) => {
      showHash(cells[0], line.challenger);
      setText(cells[1], line.standing);
      setText(cells[2], percent(line.reputation));
      showCount(cells[3], line.term?.until);
      showCount(cells[4], line.negligentAt);
    });
}

keepLive(read, (slot) => {
  now = slot;
});
