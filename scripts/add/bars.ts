import cliProgress from "cli-progress";
import { formatBytes, type FetchProgress } from "#lib/weights/fetch-files.ts";
import type { RepositoryFile } from "#lib/weights/repository.ts";

/** Smaller files come at once. */
const SHOWN_BYTES_MIN = 1e6;

/** A bar for every larger file that is being fetched; lines where there is no terminal. */
export function createBars(): FetchProgress & { stop(): void } {
  let bar: cliProgress.SingleBar | undefined;
  const stop = () => bar?.stop();
  return {
    begin(file: RepositoryFile) {
      stop();
      bar = undefined;
      if (file.bytes < SHOWN_BYTES_MIN) return;
      bar = new cliProgress.SingleBar({
        format: `  {bar} {percentage}%  {size} of ${formatBytes(file.bytes)}  {eta_formatted} left  ${file.path}`,
        noTTYOutput: true,
        notTTYSchedule: 5_000,
      });
      bar.start(file.bytes, 0, { size: formatBytes(0) });
    },
    advance: (_file, bytes) => bar?.update(bytes, { size: formatBytes(bytes) }),
    stop,
  };
}
