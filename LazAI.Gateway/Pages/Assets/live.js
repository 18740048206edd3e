// Keeps a page up to date: the feed says which slot it is and that something happens; what the page shows it reads itself.

import { showConnection } from "./connection.js";
import { byId, setText, show } from "./dom.js";
import { follow } from "./feed.js";
import { count } from "./format.js";

const pause = 2_000;

/**
 * @param {() => Promise<void>} read reads what the page shows; called again while the feed is alive, never twice at a time
 * @param {(slot: number) => void} [onSlot] called with every new slot
 */
export function keepLive(read, onSlot = () => {}) {
  let reading = false;
  let last = 0;

  const refresh = async () => {
    if (reading || Date.now() - last < pause) {
      return;
    }
    reading = true;
    try {
      await read();
      show(byId("problem"), false);
    } catch (failure) {
      setText(byId("problem"), failure.message);
      show(byId("problem"), true);
      setTimeout(refresh, 2 * pause);
    } finally {
      reading = false;
      last = Date.now();
    }
  };

  follow(
    {
      totals: ({ slot }) => {
        setText(byId("slot"), count(slot));
        onSlot(slot);
        refresh();
      },
    },
    showConnection);
  refresh();
}
