"use client";
import { useSyncExternalStore, type ReactNode } from "react";

const STORED_AS = "operator-key";
const listeners = new Set<() => void>();

/** The operator's key given in this tab; undefined for everybody else. It is forgotten with the tab. */
export function useOperatorKey(): string | undefined {
  return useSyncExternalStore(subscribe, readKey, () => undefined);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function readKey(): string | undefined {
  try {
    return sessionStorage.getItem(STORED_AS) ?? undefined;
  } catch {
    // Storage is closed to this page: nobody can be the operator here.
    return undefined;
  }
}

/** Where whoever runs the site says so, to be offered what only they may do. */
export function OperatorKeyForm(): ReactNode {
  const key = useOperatorKey();
  if (key !== undefined) return <p className="note">You gave the operator’s key in this tab: jobs can be cancelled.</p>;
  return (
    <details className="note">
      <summary>I run this site</summary>
      <form
        className="mt-2 flex max-w-measure items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const given = new FormData(event.currentTarget).get("key");
          if (typeof given !== "string") return;
          sessionStorage.setItem(STORED_AS, given);
          for (const listener of listeners) listener();
        }}
      >
        <label className="flex-1">
          Operator’s key (the setting OPERATOR_KEY)
          <input name="key" type="password" required autoComplete="off" className="field block w-full" />
        </label>
        <button className="button">Use</button>
      </form>
    </details>
  );
}
