import { Socket, type SocketConnectOpts } from "node:net";
import { afterAll, afterEach, beforeEach, expect, vi } from "vitest";

/**
 * Loaded into every test file: unexpected `console.error` and any connection beyond this machine fail the test. Files share a
 * process and the modules they load; one that has set settings leaves neither them nor what has read them to the next.
 */
const LOOPBACK = new Set(["localhost", "127.0.0.1", "::1", "0.0.0.0", "::"]);

let errors: unknown[][] = [];
let connections: string[] = [];

beforeEach(() => {
  errors = [];
  connections = [];
  vi.spyOn(console, "error").mockImplementation((...values: unknown[]) => {
    errors.push(values);
  });
});

afterEach(() => {
  expect(errors, "unexpected console.error").toEqual([]);
  expect(connections, "connections to other machines").toEqual([]);
});

const settings = JSON.stringify(process.env);
const { connect } = Socket.prototype;

afterAll(() => {
  Socket.prototype.connect = connect;
  if (JSON.stringify(process.env) === settings) return;
  vi.unstubAllEnvs();
  vi.resetModules();
});

Socket.prototype.connect = function (this: Socket, ...values: unknown[]) {
  const host = hostOf(values);
  if (host !== undefined && !LOOPBACK.has(host)) {
    connections.push(host);
    throw new Error(`A test tried to reach ${host}; tests talk to this machine only.`);
  }
  return Reflect.apply(connect, this, values);
};

/** `connect(options)`, `connect(port, host?)`, `connect(path)`, or the normalised array that Node passes itself. */
function hostOf(values: readonly unknown[]): string | undefined {
  const first = Array.isArray(values[0]) ? values[0][0] : values[0];
  if (typeof first === "object" && first !== null) {
    const { host, path } = first as Partial<SocketConnectOpts & { host: string; path: string }>;
    return path === undefined ? (host ?? "localhost") : undefined;
  }
  return typeof values[1] === "string" ? values[1] : undefined;
}
