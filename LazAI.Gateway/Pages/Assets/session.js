// One session: its evidence, the chain under it, how up to date its platform is, and what was checked.

import { get, network } from "./api.js";
import { evidenceBadges, showBadge, unknown } from "./cells.js";
import { byId, el, setText, show, updateRows } from "./dom.js";
import { count, shortHash } from "./format.js";
import { keepLive } from "./live.js";

const [, , worker, , id] = location.pathname.split("/").map(decodeURIComponent);
const path = `/v1/workers/${encodeURIComponent(worker)}/sessions/${encodeURIComponent(id)}`;
document.title = `Session ${shortHash(id)}`;
setText(byId("short"), shortHash(id));
byId("short").title = id;
byId("download").href = path;
byId("download").setAttribute("download", `session-${shortHash(id)}.json`);

const outcomes = { passed: ["holds", "good"], failed: ["does not hold", "bad"], notChecked: ["not checked", "warning"] };

/** What Intel's statuses mean for somebody who relies on the platform. */
const tcbMeanings = {
  UpToDate: "nothing is known against it",
  SWHardeningNeeded: "the software inside has to guard itself against the advisories",
  ConfigurationNeeded: "the machine's settings leave it open to the advisories",
  ConfigurationAndSWHardeningNeeded: "its settings and the software inside have to guard against the advisories",
  OutOfDate: "an update of firmware or microcode is missing",
  OutOfDateConfigurationNeeded: "an update is missing, and the machine's settings leave it open",
  TDRelaunchAdvised: "the domain was started before an update and should be started again",
  TDRelaunchAdvisedConfigurationNeeded: "the domain should be started again, and the machine's settings leave it open",
  Revoked: "it is not to be trusted any more",
};

let now = 0;
let last = null;

async function read() {
  const net = await network();
  last = { view: await get(`${path}/evidence`), net };
  showView(last);
}

function showView({ view, net }) {
  const { session } = view;
  const facts = session.evidence;
  show(byId("record"), true);
  const badges = evidenceBadges([session]);
  if (byId("kind").textContent !== badges.map((badge) => badge.textContent).join("")) {
    byId("kind").replaceChildren(...badges);
    byId("kind").className = "";
  }
  setText(byId("standing"), session.until < now ? `ended with slot ${count(session.until)}` : `open until slot ${count(session.until)}`);
  byId("standing").title = net.timeOf(session.until + 1).toLocaleString();
  show(byId("development"), facts.kind.startsWith("development"));
  show(byId("reattestation"), session.reattestationReason !== undefined);
  setText(byId("reattestation"), session.reattestationReason === undefined ? "" :
    `What is known of this platform has changed (${session.reattestationReason}): the session ends with slot ${count(session.until)}, and fresh evidence has to follow it.`);
  showPairs(byId("facts"), factPairs(view));
  showTcb(facts.tcb);
  showCollateral(view);
  showSteps(view.steps);
  showChain(view.certificates, facts);
}

function factPairs({ worker: address, session }) {
  const facts = session.evidence;
  const { trustDomain, guest, enclave, azure, vtpm } = facts;
  return [
    ["Worker", address],
    ["Verified", `${time(session.verifiedAt * 1000)}, ${elapsed(session.verifiedAt - session.timestamp)} after the enclave made it`],
    ["Rests on root", facts.root],
    [trustDomain ? "MRTD" : enclave ? "MRENCLAVE" : guest ? "MEASUREMENT" : "Measurement", facts.measurement],
    ...Object.entries({ ...trustDomain, ...enclave, ...guest })
      .filter(([, value]) => typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      .map(([name, value]) => [words(name), String(value)]),
    ["Debug", facts.debug ? "YES: the host can look inside" : "no"],
    ...(facts.migratable === undefined ? [] : [["Migratable", facts.migratable ? "yes" : "no"]]),
    ...(facts.certificatesUntil === undefined ? [] : [["Certificates until", time(facts.certificatesUntil)]]),
    ...(azure === undefined ? [] : [["Token of", azure.issuer ?? unknown]]),
    ...(vtpm?.pcrs ?? []).map(({ number, value }) => [`PCR ${number}`, value]),
    ["Evidence hash", facts.hash],
    ...(facts.collateralHash === undefined ? [] : [["Collateral hash", facts.collateralHash]]),
  ];
}

function showTcb(tcb) {
  show(byId("tcb-section"), tcb !== undefined);
  if (tcb === undefined) {
    return;
  }
  showBadge(byId("tcb"), tcb.status, tcbMeanings[tcb.status]);
  byId("tcb").className = `badge ${tcb.status === "UpToDate" ? "good" : tcb.status === "Revoked" ? "bad" : "warning"}`;
  setText(byId("tcb-meaning"), tcbMeanings[tcb.status] ?? "");
  showPairs(byId("tcb-facts"), [
    ["Platforms (FMSPC)", tcb.fmspc],
    ["TCB evaluation", String(tcb.evaluationDataNumber)],
    ["Collateral until", time(tcb.collateralNextUpdate)],
    ["Advisories", tcb.advisoryIds.length === 0 ? "none" : tcb.advisoryIds.join(", ")],
    ...tcb.shortfalls.map((shortfall) => ["Behind", shortfall]),
  ]);
}

function showCollateral({ session, collateral, newest }) {
  show(byId("collateral-region"), collateral.length > 0);
  show(byId("collateral-empty"), collateral.length === 0);
  updateRows(
    byId("collateral").tBodies[0],
    collateral,
    (part) => part.name,
    (part) => [el("th", { scope: "row" }, partName(part.name)), el("td"), el("td", { class: "number" }), el("td", { class: "number" }), el("td")],
    (cells, part) => {
      const newer = newest.find((other) => other.name === part.name);
      setText(cells[1], time(part.issued));
      setText(cells[2], elapsed(session.verifiedAt - Date.parse(part.issued) / 1000));
      setText(cells[3], part.evaluationDataNumber === undefined ? unknown : String(part.evaluationDataNumber));
      setText(cells[4], newer === undefined ? unknown
        : `${time(newer.issued)}${newer.evaluationDataNumber === part.evaluationDataNumber ? "" : `, TCB evaluation ${newer.evaluationDataNumber}`}`);
    });
}

function showSteps(steps) {
  updateRows(
    byId("steps").tBodies[0],
    steps,
    (step) => String(step.number),
    (step) => [el("th", { scope: "row" }, `${step.number}. ${step.name}`), el("td", {}, el("span", { class: "badge" })), el("td", { class: "wrap" })],
    (cells, step) => {
      const [text, look] = outcomes[step.outcome];
      const badge = cells[1].firstElementChild;
      setText(badge, text);
      badge.className = `badge ${look}`;
      setText(cells[2], step.explanation || unknown);
    });
}

function showChain(certificates, facts) {
  show(byId("chain-region"), certificates.length > 0);
  show(byId("chain-empty"), certificates.length === 0 && facts.azure !== undefined);
  updateRows(
    byId("chain").tBodies[0],
    certificates.map((certificate, i) => ({ ...certificate, key: `${i} ${certificate.subject}` })),
    (certificate) => certificate.key,
    (certificate) => [el("th", { scope: "row" }, certificate.subject), ...[certificate.issuer, time(certificate.notBefore), time(certificate.notAfter)].map((text) => el("td", {}, text))],
    () => {});
}

function showPairs(list, pairs) {
  const shown = JSON.stringify(pairs);
  if (list.dataset.shown !== shown) {
    list.dataset.shown = shown;
    list.replaceChildren(...pairs.flatMap(([name, value]) => [
      el("dt", {}, name), el("dd", {}, /^(0x)?[0-9a-f]{32,}$/.test(value) ? el("code", {}, value) : value),
    ]));
  }
}

const partName = (name) =>
  name.startsWith("crl/") ? "Revocation list" : name.startsWith("tcb-info/") ? `TCB info ${name.split("/")[1]}` : name.startsWith("qe-identity/") ? `Identity of ${name.split("/")[1]}` : name;

/** Registers by their names, other members as words: "mrSeam" is "MRSEAM", "hostData" "Host data". */
const words = (name) => {
  if (/^(mr|rtmr)/.test(name)) {
    return name.toUpperCase();
  }
  const spaced = name.replace(/([A-Z])/g, " $1").toLowerCase();
  return spaced[0].toUpperCase() + spaced.slice(1);
};

const time = (value) => new Date(value).toLocaleString();

const elapsed = (seconds) =>
  Math.abs(seconds) < 120 ? `${count(Math.round(seconds))} s` : Math.abs(seconds) < 7_200 ? `${count(Math.round(seconds / 60))} min`
  : Math.abs(seconds) < 172_800 ? `${count(Math.round(seconds / 3_600))} h` : `${count(Math.round(seconds / 86_400))} days`;

keepLive(read, (slot) => {
  now = slot;
  if (last !== null) {
    showView(last);
  }
});
