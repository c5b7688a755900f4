"use client";
import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";

/** Sends the form it stands in, and says so until the answer is there. */
export function SubmitButton(): ReactNode {
  const { pending } = useFormStatus();
  return (
    <>
      <button className="button" disabled={pending}>
        Find features
      </button>
      <span className="note" role="status">
        {pending ? "Asking a worker…" : ""}
      </span>
    </>
  );
}
