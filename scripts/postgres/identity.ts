import { execFileSync, spawnSync } from "node:child_process";
import {
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

/** Who a process runs as; undefined fields mean the current user. */
export type Identity = { uid?: number; gid?: number };

/** A folder for the cluster (links resolved) and a PostgreSQL to run in it, both usable by `identity`. */
export type Place = { identity: Identity; directory: string; home: string };

/** Outside any home folder, so that an unprivileged user can reach it. */
const SHARED_STATE = "/var/lib/featurepedia";

/**
 * PostgreSQL refuses to run as root, so as root it runs as the owner of the existing folder or as an unprivileged
 * user. That user may be unable to reach the repository (a clone under /root): then the cluster lives under
 * /var/lib/featurepedia, with `directory` a link to it, and the programs are copied there.
 */
export function preparePlace(directory: string, home: string): Place {
  if (process.getuid?.() !== 0) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return { identity: {}, directory: realpathSync(directory), home };
  }
  const owner = statSync(directory, { throwIfNoEntry: false });
  if (!owner) {
    mkdirSync(path.dirname(directory), { recursive: true });
    const identity = unprivilegedUser();
    if (canReach(identity, path.dirname(directory))) {
      mkdirSync(directory, { mode: 0o700 });
      chownTo(identity, directory);
    } else {
      mkdirSync(SHARED_STATE, { recursive: true, mode: 0o755 });
      const real = mkdtempSync(path.join(SHARED_STATE, "postgres-"));
      chownTo(identity, real);
      rmSync(directory, { force: true });
      symlinkSync(real, directory);
    }
    return { identity, directory: realpathSync(directory), home: reachableHome(identity, home) };
  }
  if (owner.uid === 0) throw new Error(`${directory} belongs to root, as whom PostgreSQL cannot run; remove it.`);
  const identity = { uid: owner.uid, gid: owner.gid };
  return { identity, directory: realpathSync(directory), home: reachableHome(identity, home) };
}

/** The `postgres` user, made if the machine has none; `nobody` where users cannot be made. */
function unprivilegedUser(): Required<Identity> {
  const existing = findUser("postgres");
  if (existing) return existing;
  spawnSync("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"]);
  const user = findUser("postgres") ?? findUser("nobody");
  if (!user) throw new Error("PostgreSQL cannot run as root and no other user was found; run as another user.");
  return user;
}

function findUser(name: string): Required<Identity> | undefined {
  const result = (flag: string) => spawnSync("id", [flag, name], { encoding: "utf8" });
  const [uid, gid] = [result("-u"), result("-g")];
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined;
}

function canReach(identity: Identity, target: string): boolean {
  return spawnSync("/bin/sh", ["-c", 'test -x "$0"', target], { ...identity, cwd: "/" }).status === 0;
}

function chownTo({ uid, gid }: Required<Identity>, target: string): void {
  chownSync(target, uid, gid);
}

/** `home`, or a copy of it that `identity` can execute. */
function reachableHome(identity: Identity, home: string): string {
  const runs = (candidate: string) =>
    spawnSync(path.join(candidate, "bin", "postgres"), ["--version"], { ...identity, cwd: "/" }).status === 0;
  if (runs(home)) return home;
  const version = execFileSync(path.join(home, "bin", "postgres"), ["--version"], { encoding: "utf8" });
  const copy = path.join(SHARED_STATE, `programs-${version.replace(/[^0-9.]/g, "")}-${os.arch()}`);
  if (!runs(copy)) {
    mkdirSync(SHARED_STATE, { recursive: true, mode: 0o755 });
    // Made aside and renamed, so that an interrupted copy is never taken for a whole one.
    const unfinished = mkdtempSync(`${copy}-`);
    cpSync(home, unfinished, { recursive: true, verbatimSymlinks: true });
    execFileSync("chmod", ["-R", "a+rX", unfinished]);
    rmSync(copy, { recursive: true, force: true });
    renameSync(unfinished, copy);
  }
  if (runs(copy)) return copy;
  throw new Error(`PostgreSQL at ${home} cannot be run by user ${identity.uid}; run as another user than root.`);
}
