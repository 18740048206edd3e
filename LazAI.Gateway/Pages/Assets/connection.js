// Says in the header whether the page is live. Only changes are announced.

import { byId, setText } from "./dom.js";

const texts = {
  connecting: "Connecting…",
  live: "Live",
  lost: "Connection lost. Trying again…",
  paused: "Paused",
};

export function showConnection(state) {
  const status = byId("connection");
  if (status.dataset.state !== state) {
    status.dataset.state = state;
    setText(status, texts[state]);
    document.body.dataset.connection = state;
  }
}
