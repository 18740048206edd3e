// Follows /v1/feed and never gives up: the browser reconnects by itself after most failures, this does after the others, and
// after a silence that no living service makes. A page that nobody sees lets its place go; each event is a whole state, so
// nothing is missed.

const silenceMaximum = 30_000;
const retryPause = 2_000;

/**
 * @param {Record<string, (data: any) => void>} handlers by event type
 * @param {(state: "connecting" | "live" | "lost" | "paused") => void} onState
 */
export function follow(handlers, onState) {
  let source = null;
  let timer = 0;
  let wasLive = false;

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };

  const lose = () => onState(wasLive ? "lost" : "connecting");

  const reopenLater = () => {
    close();
    lose();
    timer = setTimeout(open, retryPause);
  };

  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(reopenLater, silenceMaximum);
  };

  const open = () => {
    close();
    const opened = new EventSource("/v1/feed");
    source = opened;
    heard();
    opened.onerror = () => {
      if (opened.readyState === EventSource.CLOSED) {
        reopenLater();
      } else {
        heard();
        lose();
      }
    };
    for (const [type, handle] of Object.entries(handlers)) {
      opened.addEventListener(type, (event) => {
        heard();
        wasLive = true;
        onState("live");
        handle(JSON.parse(event.data));
      });
    }
  };

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      close();
      onState("paused");
    } else {
      open();
    }
  });

  open();
}
