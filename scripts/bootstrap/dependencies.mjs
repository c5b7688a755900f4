// Plain JavaScript without packages: this runs on a fresh clone, before `npm ci`.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** Same range as package.json `engines`. */
const NODE_WANTED = "20.19 or newer (of the 22 series, 22.12 or newer)";

/** @param {string} version as in `process.versions.node` */
export function isNodeRecentEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major === 20) return minor >= 19;
  if (major === 22) return minor >= 12;
  return major > 22;
}

/** Ends the process with one sentence on an older Node. */
export function requireRecentNode() {
  if (isNodeRecentEnough(process.versions.node)) return;
  process.stderr.write(`Featurepedia needs Node ${NODE_WANTED}; this is ${process.versions.node}.\n`);
  process.exit(1);
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes what it installed into
 * node_modules/.package-lock.json; packages for other platforms are absent there, and rightly.
 * @param {string} root @param {{ development: boolean }} options whether tools for tests must be there too
 */
export function areDependenciesCurrent(root, { development }) {
  const installedFile = path.join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return false;
  const wanted = readPackages(path.join(root, "package-lock.json"));
  const installed = readPackages(installedFile);
  return Object.entries(wanted).every(([location, entry]) => {
    if (location === "") return true;
    const found = installed[location];
    if (!found) return entry.optional === true || entry.devOptional === true || (entry.dev === true && !development);
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** Installs the locked dependencies if they are missing or others. @returns whether anything was done */
export function ensureDependencies(root, { development }) {
  if (areDependenciesCurrent(root, { development })) return false;
  process.stdout.write("Installing dependencies (npm ci) …\n");
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  const args = [
    ...first,
    "ci",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    ...(development ? ["--include=dev"] : []),
  ];
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32" && command === "npm",
    // onnxruntime-node's installer would download the CUDA libraries; CPU and WebGPU are in the package.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: process.env.ONNXRUNTIME_NODE_INSTALL || "skip" },
  });
  if (result.status !== 0) {
    process.stderr.write("The dependencies could not be installed; npm says why above. Then run this again.\n");
    process.exit(1);
  }
  return true;
}

/** @returns {Record<string, { version?: string, integrity?: string, dev?: boolean, optional?: boolean, devOptional?: boolean }>} */
function readPackages(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
}
