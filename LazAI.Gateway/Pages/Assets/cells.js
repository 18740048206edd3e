// Cells that several tables have.

import { el, setText } from "./dom.js";
import { amount, count, shortHash, statuses } from "./format.js";

export const unknown = "–";

export const taskHead = (taskId) =>
  el("th", { scope: "row" }, el("a", { href: `/tasks/${taskId}`, title: taskId }, el("code", {}, shortHash(taskId))));

export function showHash(cell, hex) {
  if (cell.title !== (hex ?? "")) {
    cell.title = hex ?? "";
    cell.replaceChildren(hex ? el("code", {}, shortHash(hex)) : unknown);
  }
}

export function showAmount(cell, baseUnits, asset) {
  const shown = baseUnits === undefined ? { text: unknown, exact: "" } : amount(baseUnits, asset);
  setText(cell, shown.text);
  cell.title = shown.exact;
}

export const showCount = (cell, value) => setText(cell, value === undefined ? unknown : count(value));

export function showBadge(badge, status, meaning = statuses[status]) {
  setText(badge, status);
  badge.dataset.status = status;
  badge.title = meaning ?? "";
}

/** What each outcome of a challenge means. */
export const outcomes = {
  Pending: "it waits for its verdict",
  Upheld: "the evidence proves a fault: worker slashed, task refunded, bond back",
  Rejected: "the evidence proves nothing: the bond is the worker's",
  Moot: "an earlier challenge was upheld: bond back",
  Void: "what it is judged by could not be read in time: bond back, nobody is convicted",
  Dropped: "the bond was not put up: nothing was judged",
};

/** Why a challenge is where it is. */
export const challengeDetail = ({ outcome, detail, judgeBy }) =>
  detail || (outcome === "Pending" ? `${outcomes.Pending}; what it is judged by is looked for up to slot ${count(judgeBy)}` : outcomes[outcome]);

export const evidenceBadges = (sessions) => {
  const kinds = [...new Set(sessions.map((session) => session.evidence.kind))];
  return [
    ...kinds.map((kind) =>
      kind === "development-tdx"
        ? el("span", { class: "badge warning" }, "DEVELOPMENT, NOT HARDWARE")
        : el("span", { class: "badge good" }, kind.toUpperCase())),
    ...(sessions.some((session) => session.evidence.debug) ? [el("span", { class: "badge warning" }, "DEBUG")] : []),
  ];
};
