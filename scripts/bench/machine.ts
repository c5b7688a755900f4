import { readFileSync } from "node:fs";
import os from "node:os";
import { version } from "#lib/version.ts";

/** What a figure was measured on: without it a figure says nothing. */
export function describeMachine(): string {
  const [cpu] = os.cpus();
  const load = os.loadavg()[0] ?? 0;
  return [
    `Featurepedia ${version} on ${cpu?.model.trim() ?? "unknown CPU"}, ${os.availableParallelism()} cores, ${gibibytes(os.totalmem())} GiB`,
    `${os.type()} ${os.release()}, Node ${process.versions.node}, onnxruntime ${versionOf("onnxruntime-node")}, Next ${versionOf("next")}`,
    `Load before the run: ${load.toFixed(2)}${load > 0.5 ? " (something else is running: figures will be low)" : ""}`,
  ].join("\n");
}

const gibibytes = (bytes: number) => Math.round(bytes / 2 ** 30);

function versionOf(packageName: string): string {
  const file = new URL(`../../node_modules/${packageName}/package.json`, import.meta.url);
  const { version: found }: { version: string } = JSON.parse(readFileSync(file, "utf8"));
  return found;
}
