// A task's window and its challenges.

import { challengeDetail, outcomes, showAmount, showBadge, showCount, showHash } from "./cells.js";
import { byId, el, setText, show, updateRows } from "./dom.js";
import { count, shortHash } from "./format.js";

export function showDisputes(task, disputes, settlement, schedule) {
  const challenges = disputes?.challenges ?? [];
  setText(byId("window"), windowText(task, disputes));
  show(byId("disputes-region"), challenges.length > 0);
  updateRows(
    byId("disputes").tBodies[0],
    challenges,
    (challenge) => challenge.id,
    (challenge) => [
      el("th", { scope: "row", title: challenge.id }, el("code", {}, shortHash(challenge.id))),
      el("td", {}, el("span", { class: "badge outcome" })), el("td"), el("td", { class: "number" }), el("td"),
      el("td", {}, el("a", { href: `/v1/evidence/${challenge.evidenceHash}`, title: challenge.evidenceHash }, shortHash(challenge.evidenceHash))),
      el("td", { class: "wrap" }),
    ],
    (cells, challenge) => {
      const bond = settlement?.bonds.find((one) => one.id === challenge.id);
      showBadge(cells[1].firstElementChild, challenge.outcome, outcomes[challenge.outcome]);
      showHash(cells[2], challenge.challenger);
      showCount(cells[3], challenge.filedAt);
      showAmount(cells[4], bond?.putUp?.amount, schedule.asset);
      setText(cells[6], challengeDetail(challenge));
    });
}

function windowText({ status }, disputes) {
  const last = disputes?.disputableUntil;
  if (["Submitted", "Assigned", "Executed", "Expired"].includes(status)) {
    return status === "Expired" ? "There is no result to challenge." : "There is no verified result to challenge yet.";
  }
  if (last === undefined) {
    return "Nobody can re-execute this task, or its proof has settled the matter: the result cannot be challenged.";
  }
  return status === "Verified"
    ? `Anyone may challenge this result with evidence and a bond until slot ${count(last)}.`
    : `The result could be challenged until slot ${count(last)}.`;
}
