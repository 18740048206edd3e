import { get, network, pages } from "./api.js";
import { byId, el, setText, show } from "./dom.js";
import { amount, count, shortHash } from "./format.js";
import { keepLive } from "./live.js";

const anyone = `0x${"0".repeat(40)}`;
const noRoot = `0x${"0".repeat(64)}`;
const kinds = { DataSet: "Data set", Model: "Model" };

let net = null;
let now = 0;
const shown = new Map();

const sets = pages("/v1/data-sets", (set) => set.contentHash, showSets);
byId("sets-more").addEventListener("click", () => sets.more().catch(() => {}));

async function read() {
  net = await network();
  await sets.refresh();
}

function showSets(items, more) {
  show(byId("sets-empty"), items.length === 0);
  show(byId("sets-more"), more);
  for (const set of items) {
    const json = JSON.stringify(set);
    let entry = shown.get(set.contentHash);
    if (entry === undefined) {
      entry = create(set);
      shown.set(set.contentHash, entry);
      byId("sets").append(entry.element);
    }
    if (entry.json !== json) {
      entry.json = json;
      fill(entry, set);
    } else if (entry.element.open) {
      showUses(set.contentHash, entry.body);
    }
  }
}

function create(set) {
  const [title, facts, body] = [el("span"), el("span", { class: "type" }), el("div", { class: "set" })];
  const element = el("details", { id: set.contentHash, class: "content" }, el("summary", {}, title, " ", facts), body);
  const entry = { element, title, facts, body, json: "" };
  element.addEventListener("toggle", () => {
    if (element.open) {
      showUses(set.contentHash, body);
      showHistory(set.contentHash, body);
    }
  });
  return entry;
}

function fill({ element, title, facts, body }, set) {
  const standing = set.licences.filter((licence) => stands(licence)).length;
  setText(title, `${kinds[set.kind] ?? set.kind} ${shortHash(set.contentHash)}`);
  setText(facts, `${count(set.contentBytes)} bytes, owner ${shortHash(set.owner)}, licences in force: ${count(standing)}, claims: ${count(set.claims.length)}`);
  const uses = body.querySelector(".uses") ?? el("div", { class: "uses" });
  const history = body.querySelector(".history") ?? el("div", { class: "history" });
  body.replaceChildren(
    el("dl", { class: "hashes" }, ...pairs([
      ["SHA-256", set.contentHash],
      ["Owner", set.owner],
      ["First owner", set.firstOwner],
      ["Anchored", `slot ${count(set.anchoredAt)}, ${net.timeOf(set.anchoredAt).toLocaleString()}`],
      ["Hashed by session", set.anchoredBy],
      ["Records' root", set.recordsRoot === noRoot ? "no enclave has read its records" : set.recordsRoot],
      ["May grant licences", set.delegations.length === 0 ? "the owner" : ["the owner", ...set.delegations.map((it) => it.delegate)].join(", ")],
    ])),
    el("h3", {}, "Licences"),
    list(set.licences, "Nobody has a licence. The owner grants one with lazai data.", (it) =>
      `${it.licensee === anyone ? "anyone" : it.licensee}: ${it.scope}, ${amount(it.pricePerUse, net.asset).text} a use, ${term(it)}`),
    el("h3", {}, "Uses"),
    uses,
    el("h3", {}, "Claims"),
    list(set.claims, "The owner has stated nothing.", (it) =>
      `${it.verified ? "PROVEN for the anchored records" : "the owner's word"}: ${it.content.statement}`),
    el("h3", {}, "History"),
    history);
  if (element.open) {
    showUses(set.contentHash, body);
    showHistory(set.contentHash, body);
  }
}

const stands = (licence) => licence.revokedAt === undefined && licence.expiresAt > now;

const term = (licence) =>
  licence.revokedAt !== undefined
    ? `revoked in slot ${count(licence.revokedAt)}`
    : licence.expiresAt <= now
      ? `expired in slot ${count(licence.expiresAt)}`
      : `until slot ${count(licence.expiresAt)}, ${net.timeOf(licence.expiresAt).toLocaleString()}`;

/** What was paid for which use. */
async function showUses(contentHash, body) {
  const uses = body.querySelector(".uses");
  try {
    const page = await get(`/v1/data-sets/${contentHash}/uses?limit=20`);
    uses.replaceChildren(
      list(page.items, "Nobody has used it.", (it) => el("span", {},
        el("a", { href: `/v1/uses/${it.use}`, title: it.use }, el("code", {}, shortHash(it.use))),
        ` ${it.account}: ${it.scope}, ${payment(it)}`)),
      ...(page.nextCursor ? [el("p", { class: "explain small" }, `More is at /v1/data-sets/${contentHash}/uses.`)] : []));
  } catch (failure) {
    uses.replaceChildren(el("p", { class: "notice bad" }, failure.message));
  }
}

function payment(use) {
  const tokens = (baseUnits) => amount(baseUnits, net.asset).text;
  if (use.payee !== undefined) {
    if (use.payment === undefined) {
      return use.priceMaximum === "0" ? `free of charge, slot ${count(use.decidedAt)}` : `${tokens(use.price)} due to ${use.payee}`;
    }
    return use.payment.paid === "0"
      ? `free of charge, slot ${count(use.decidedAt)}`
      : `${tokens(use.payment.paid)} paid to ${use.payee}, slot ${count(use.decidedAt)}`;
  }
  if (use.decidedAt !== undefined) {
    return `ended by a transfer in slot ${count(use.decidedAt)}, nothing paid`;
  }
  return use.deadlineSlot <= now
    ? "no key in time, nothing paid"
    : `waits for the key until slot ${count(use.deadlineSlot)}, at most ${tokens(use.priceMaximum)} reserved`;
}

async function showHistory(contentHash, body) {
  const history = body.querySelector(".history");
  try {
    const page = await get(`/v1/data-sets/${contentHash}/history?limit=100`);
    history.replaceChildren(
      el("ol", { class: "timeline" }, ...page.items.map((entry) =>
        el("li", {},
          el("strong", {}, entry.type.replace("ownership.", "").replaceAll("-", " ")),
          el("div", { class: "when" }, entry.event.at === undefined ? "" : `Slot ${count(entry.event.at)}, ${net.timeOf(entry.event.at).toLocaleString()}`),
          el("details", {}, el("summary", {}, "As it was signed"), el("pre", { tabindex: "0" }, JSON.stringify(entry.event, null, 2)))))),
      ...(page.nextCursor ? [el("p", { class: "explain small" }, `More is at /v1/data-sets/${contentHash}/history.`)] : []));
  } catch (failure) {
    history.replaceChildren(el("p", { class: "notice bad" }, failure.message));
  }
}

const list = (items, empty, text) =>
  items.length === 0 ? el("p", { class: "empty" }, empty) : el("ul", {}, ...items.map((item) => el("li", {}, text(item))));

const pairs = (entries) => entries.flatMap(([name, value]) => [
  el("dt", {}, name), el("dd", {}, value.startsWith("0x") ? el("code", {}, value) : value),
]);

keepLive(read, (slot) => {
  now = slot;
});
