// A task's settlement: what the rules demand, beside what the ledger has posted.

import { showAmount } from "./cells.js";
import { byId, el, setText, show, updateRows } from "./dom.js";
import { amount } from "./format.js";

/** True once everything is posted. */
export function showSettlement(settlement, { asset }) {
  if (settlement === null) {
    setText(byId("settlement-state"), "The ledger's entries are being read.");
    return false;
  }
  const { fee, slashes, bonds } = settlement;
  const reserved = amount(fee.inputs.reservation.value.amount, asset);
  const lines = [
    ...fee.lines.filter((line) => line.amount !== "0").map((line) => ({
      key: line.purpose, name: line.purpose === "refund" ? "returned" : line.purpose, account: line.account, amount: line.amount, formula: line.formula,
    })),
    ...slashes.flatMap((slash) => slash.movements.map((movement, i) => ({
      key: `${slash.id}${i}`, name: `slash of attempt ${slash.attempt.value}, from ${movement.debit.split(":")[0]}`, account: movement.credit,
      amount: movement.amount, formula: slash.formula,
    }))),
    ...bonds.filter((bond) => bond.putUp).map((bond) => ({
      key: bond.id, name: bond.settled ? "bond" : "bond, put up", account: (bond.settled ?? bond.putUp).credit, amount: bond.putUp.amount,
      formula: bond.formula,
    })),
  ];
  setText(
    byId("settlement-state"),
    fee.charged === undefined
      ? `${reserved.text} are set aside; what is charged is known when the task has ended.`
      : `${amount(fee.charged, asset).text} charged and ${amount(fee.returned, asset).text} returned of ${reserved.text} set aside`
        + `${fee.posted ? "." : "; the ledger is about to post it."}`);
  show(byId("payouts-region"), lines.length > 0);
  updateRows(
    byId("payouts").tBodies[0],
    lines,
    (line) => line.key,
    () => [el("th", { scope: "row" }), el("td", {}, el("a", {}, el("code"))), el("td", { class: "number" }), el("td", { class: "wrap" })],
    (cells, line) => {
      setText(cells[0], line.name);
      const link = cells[1].firstElementChild;
      link.href = `/v1/ledger/accounts/${line.account}/entries`;
      setText(link.firstElementChild, line.account);
      showAmount(cells[2], line.amount, asset);
      setText(cells[3], line.formula);
    });
  showInputs(settlement);
  return fee.posted !== undefined
    && (settlement.status.value !== "Invalid" || slashes.length > 0)
    && slashes.every((slash) => slash.posted !== undefined)
    && bonds.every((bond) => bond.settled === undefined || bond.postedSettled !== undefined);
}

function showInputs(settlement) {
  const found = [];
  const walk = (name, node) => {
    if (node === null || typeof node !== "object") {
      return;
    }
    if (typeof node.from === "string" && "value" in node) {
      found.push([name, typeof node.value === "object" ? JSON.stringify(node.value) : String(node.value), node.from]);
      return;
    }
    for (const [member, value] of Object.entries(node)) {
      walk(Array.isArray(node) ? `${name} ${Number(member) + 1}` : member, value);
    }
  };
  walk("", settlement);
  show(byId("inputs-details"), found.length > 0);
  const shown = JSON.stringify(found);
  if (byId("inputs").dataset.shown !== shown) {
    byId("inputs").dataset.shown = shown;
    byId("inputs").replaceChildren(...found.flatMap(([name, value, from]) => [
      el("dt", {}, name),
      el("dd", {}, el("code", {}, value), " from ", el("a", { href: from }, from)),
    ]));
  }
}
