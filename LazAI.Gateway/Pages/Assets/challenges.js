import { get, network, pages } from "./api.js";
import { challengeDetail, outcomes, showAmount, showBadge, showCount, showHash, taskHead } from "./cells.js";
import { byId, el, setText, show, updateRows } from "./dom.js";
import { amount, count, shortHash } from "./format.js";
import { keepLive } from "./live.js";
import { modelName } from "./models.js";

let windows = [];
let now = null;
let net = null;

const challenges = pages("/v1/challenges", (line) => line.challenge.id, showChallenges);
byId("challenges-more").addEventListener("click", () => challenges.more().catch(() => {}));

async function read() {
  net = await network();
  const bond = amount(net.rules.challengeBond, net.asset);
  setText(byId("bond"), bond.text);
  byId("bond").title = bond.exact;
  const page = await get("/v1/verifier/disputable?limit=200");
  windows = page.items;
  const behind = await get(`/v1/verifier/disputable?limit=1&after=${page.next}`);
  show(byId("windows-more"), behind.next !== page.next);
  showWindows();
  await challenges.refresh();
}

function showWindows() {
  // Open windows only: one that has closed since is not waited for.
  const open = windows.filter((line) => now === null || line.disputableUntil >= now || line.pending > 0);
  show(byId("windows-empty"), open.length === 0);
  updateRows(
    byId("windows").tBodies[0],
    open,
    (line) => line.taskId,
    (line) => [
      taskHead(line.taskId), el("td", {}, line.verifyMode), el("td"), el("td"), el("td", { class: "number" }), el("td", { class: "number" }), el("td"),
    ],
    (cells, line) => {
      setText(cells[2], modelName(line.modelId, showWindows) ?? shortHash(line.modelId));
      cells[2].title = line.modelId;
      showHash(cells[3], line.worker);
      setText(cells[4], line.pending > 0 ? `${count(line.challenges)} (${count(line.pending)} pending)` : count(line.challenges));
      showCount(cells[5], line.disputableUntil);
      setText(cells[6], countdown(line.disputableUntil));
      cells[6].title = net.timeOf(line.disputableUntil + 1).toLocaleString();
    });
}

function countdown(last) {
  if (now === null) {
    return "";
  }
  const slots = last - now;
  if (slots < 0) {
    return "closed, waits for a verdict";
  }
  const seconds = Math.max(0, Math.ceil(((slots + 1) * net.rules.slotMilliseconds) / 1000));
  const time = seconds >= 120 ? `${count(Math.floor(seconds / 60))} min` : `${count(seconds)} s`;
  return slots === 0 ? `this is the last slot, ${time}` : `in ${count(slots)} slots, ${time}`;
}

function showChallenges(lines, more) {
  show(byId("challenges-empty"), lines.length === 0);
  show(byId("challenges-more"), more);
  updateRows(
    byId("challenges").tBodies[0],
    lines,
    (line) => line.challenge.id,
    (line) => [
      taskHead(line.taskId), el("td", {}, el("span", { class: "badge outcome" })), el("td"), el("td"),
      ...Array.from({ length: 5 }, () => el("td", { class: "number" })), el("td", { class: "wrap" }),
    ],
    (cells, { challenge, worker, decidedAt, bond, offence }) => {
      showBadge(cells[1].firstElementChild, challenge.outcome, outcomes[challenge.outcome]);
      showHash(cells[2], challenge.challenger);
      showHash(cells[3], worker);
      showCount(cells[4], challenge.filedAt);
      showCount(cells[5], decidedAt);
      showAmount(cells[6], bond, net.asset);
      showAmount(cells[7], offence?.slashed, net.asset);
      showAmount(cells[8], offence?.rewarded, net.asset);
      setText(cells[9], challengeDetail(challenge));
    });
}

keepLive(read, (slot) => {
  if (slot !== now) {
    now = slot;
    if (net !== null) {
      showWindows();
    }
  }
});
