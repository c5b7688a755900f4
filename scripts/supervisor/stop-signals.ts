const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** One Ctrl-C arrives twice when npm passes on what the terminal has sent to both; a person takes longer. */
const SAME_REQUEST_MS = 1_000;
const PARENT_CHECK_MS = 500;

export type StopSignals = {
  /** Aborts at the first request to stop. */
  asked: AbortSignal;
  /** Aborts at the second: do not wait any longer. */
  insisted: AbortSignal;
  dispose(): void;
};

/** Ctrl-C, a closed terminal or a service manager's request, instead of the sudden end they mean by default. */
export function listenForStop(): StopSignals {
  const asked = new AbortController();
  const insisted = new AbortController();
  let askedAt = 0;
  const onSignal = () => {
    if (!asked.signal.aborted) {
      askedAt = performance.now();
      asked.abort();
    } else if (performance.now() - askedAt > SAME_REQUEST_MS) {
      insisted.abort();
    }
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  const parentCheck = watchNpm(onSignal);
  return {
    asked: asked.signal,
    insisted: insisted.signal,
    dispose: () => {
      clearInterval(parentCheck);
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

/** `npm start` told to end (by a service manager) ends its shell, which tells nobody: we would run on, unseen. */
function watchNpm(onEnd: () => void): NodeJS.Timeout | undefined {
  if (process.env["npm_lifecycle_event"] === undefined) return undefined;
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    onEnd();
  }, PARENT_CHECK_MS);
  return check.unref();
}

/** Settles when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
