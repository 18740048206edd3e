// Asks the service. A refusal is an error whose message is meant for people.

export async function get(path) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store" });
  } catch {
    throw new Error("The service does not answer. Trying again…");
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) {
    const failure = new Error(body?.title ? `${body.title}. ${body.detail ?? ""}` : `HTTP ${response.status}`);
    failure.status = response.status;
    throw failure;
  }
  return body;
}

/** The network's clock and asset, asked for once. */
let asked = null;
export function network() {
  asked ??= get("/v1/status").then((status) => ({
    rules: status.rules,
    asset: status.rules.nativeAsset,
    timeOf: (slot) => new Date(status.genesisTime * 1000 + slot * status.rules.slotMilliseconds),
  }));
  asked.catch(() => {
    asked = null;
  });
  return asked;
}

/**
 * A list of the API that grows: `refresh` reads its first page again, `more` one page further. `onItems` gets all items, each once, and
 * whether there are more.
 */
export function pages(path, keyOf, onItems) {
  let items = [];
  let cursor = null;
  const url = (from) => `${path}${path.includes("?") ? "&" : "?"}limit=50${from ? `&cursor=${encodeURIComponent(from)}` : ""}`;
  return {
    async refresh() {
      const page = await get(url(null));
      const fresh = new Set(page.items.map(keyOf));
      const older = items.filter((item) => !fresh.has(keyOf(item)));
      cursor = older.length === 0 ? page.nextCursor ?? null : cursor;
      items = [...page.items, ...older];
      onItems(items, cursor !== null);
    },
    async more() {
      const page = await get(url(cursor));
      const known = new Set(items.map(keyOf));
      items = [...items, ...page.items.filter((item) => !known.has(keyOf(item)))];
      cursor = page.nextCursor ?? null;
      onItems(items, cursor !== null);
    },
  };
}
