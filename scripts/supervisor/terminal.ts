import { MultiBar, type SingleBar } from "cli-progress";
import { formatBar, formatEnding, formatProgress } from "#scripts/supervisor/format-progress.ts";
import type { ProgressLine } from "#scripts/supervisor/progress.ts";

/** How often a log that is no terminal says how far the work is. */
const LOG_INTERVAL_MS = 10_000;
const COLUMNS_DEFAULT = 80;
const STEP_COLUMNS = 14;
const CLEAR_LINE = "\r\u001b[K";
const FRAMES_PER_SECOND = 8;

/** The only writer to the terminal: lines of text, with the bars of running work below them. */
export type Terminal = {
  line(text: string): void;
  /** Runs a step of the start and says what it did and how long it took. */
  step<T>(name: string, run: () => Promise<T>, describe: (result: T) => string): Promise<T>;
  /** Shows how far the work is; lines that ended are written once and leave. */
  progress(lines: readonly ProgressLine[]): void;
  close(): void;
};

export function openTerminal(stream: NodeJS.WriteStream = process.stdout): Terminal {
  // A terminal that was closed must not stop the product before it has shut down cleanly.
  stream.on("error", () => {});
  const seen = new Map<string, { since: number; saidAt: number; ended: boolean }>();
  const bars = stream.isTTY ? openBars(stream) : undefined;

  const line = (text: string) => {
    if (!bars?.log(text)) stream.write(`${text}\n`);
  };
  return {
    line,
    async step(name, run, describe) {
      const since = performance.now();
      if (stream.isTTY) stream.write(`  ${name.padEnd(STEP_COLUMNS)}…`);
      const result = await run().finally(() => stream.isTTY && stream.write(CLEAR_LINE));
      line(`  ${name.padEnd(STEP_COLUMNS)}${describe(result)}  ${((performance.now() - since) / 1000).toFixed(1)} s`);
      return result;
    },
    progress(lines) {
      const now = performance.now();
      for (const item of lines) {
        if (item.state === "waiting") continue;
        // What had ended before it was first seen is no news.
        const entry = seen.get(item.key) ?? { since: now, saidAt: now, ended: item.state !== "running" };
        seen.set(item.key, entry);
        if (item.state === "running") {
          entry.ended = false;
          if (!bars && now - entry.saidAt >= LOG_INTERVAL_MS) {
            line(formatProgress(item));
            entry.saidAt = now;
          }
        } else if (!entry.ended) {
          entry.ended = true;
          line(formatEnding(item, (now - entry.since) / 1000));
          for (const error of item.errors) line(`  ${error}`);
        }
      }
      bars?.show(lines.filter((item) => item.state === "running"));
    },
    close() {
      bars?.close();
    },
  };
}

type Bars = { log(text: string): boolean; show(lines: readonly ProgressLine[]): void; close(): void };

function openBars(stream: NodeJS.WriteStream): Bars {
  let multiBar: MultiBar | undefined;
  const bars = new Map<string, SingleBar>();
  const close = () => {
    multiBar?.update();
    multiBar?.stop();
    multiBar = undefined;
    bars.clear();
  };
  return {
    log(text) {
      multiBar?.log(`${text}\n`);
      return multiBar !== undefined;
    },
    show(lines) {
      if (lines.length === 0) return close();
      multiBar ??= new MultiBar({
        stream,
        fps: FRAMES_PER_SECOND,
        hideCursor: true,
        clearOnComplete: true,
        emptyOnZero: true,
        gracefulExit: false,
        format: (_options, _params, payload: { line: ProgressLine }) =>
          formatBar(payload.line, stream.columns ?? COLUMNS_DEFAULT),
      });
      for (const [key, bar] of bars) {
        if (lines.some((item) => item.key === key)) continue;
        multiBar.remove(bar);
        bars.delete(key);
      }
      for (const item of lines) {
        const bar = bars.get(item.key);
        if (bar) bar.update(item.done, { line: item });
        else bars.set(item.key, multiBar.create(Math.max(1, item.total), item.done, { line: item }));
      }
    },
    close,
  };
}
