"use client";
import { useState, type ReactNode } from "react";
import { useOperatorKey } from "./operator-key.tsx";

type Props = {
  /** `jobs/<id>` or `works/<name>` */
  path: string;
  title: string;
  label?: string;
};

/** Offered only to the operator; the next poll shows what became of it. */
export function CancelButton({ path, title, label = "Cancel" }: Props): ReactNode {
  const key = useOperatorKey();
  const [state, setState] = useState<"ready" | "asked" | "refused">("ready");
  if (key === undefined) return null;
  if (state === "refused") return <span className="ms-3 text-alarm">The key was not accepted.</span>;
  return (
    <button
      type="button"
      className="button ms-3"
      disabled={state === "asked"}
      aria-label={`Cancel: ${title}`}
      onClick={() => {
        setState("asked");
        void cancel(path, key).then((accepted) => (accepted ? undefined : setState("refused")));
      }}
    >
      {label}
    </button>
  );
}

async function cancel(path: string, key: string): Promise<boolean> {
  try {
    const response = await fetch(`/api/v1/${path}/cancel`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
    });
    return response.ok;
  } catch {
    // The site did not answer: offering the button again would hide that, so say it was not accepted.
    return false;
  }
}
