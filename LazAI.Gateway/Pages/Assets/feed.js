// Follows /v1/feed and never gives up: the browser reconnects by itself after most failures, this does after the others, and
// after a silence that no living service makes.

const silenceMaximum = 30_000;
const retryPause = 2_000;

/**
 * @param {Record<string, (data: any) => void>} handlers by event type
 * @param {(state: "connecting" | "live" | "lost") => void} onState
 */
export function follow(handlers, onState) {
  let source = null;
  let silence = 0;
  let wasLive = false;

  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(reopen, silenceMaximum);
  };

  const reopen = () => {
    clearTimeout(silence);
    source?.close();
    onState(wasLive ? "lost" : "connecting");
    setTimeout(open, retryPause);
  };

  const open = () => {
    source = new EventSource("/v1/feed");
    heard();
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) {
        reopen();
      } else {
        heard();
        onState(wasLive ? "lost" : "connecting");
      }
    };
    for (const [type, handle] of Object.entries(handlers)) {
      source.addEventListener(type, (event) => {
        heard();
        wasLive = true;
        onState("live");
        handle(JSON.parse(event.data));
      });
    }
  };

  open();
}
