"use client";
import Link from "next/link";
import type { ReactNode } from "react";

/** What a visitor sees when a page could not be made; the cause is in the server's log under the same digest. */
export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}): ReactNode {
  return (
    <div className="max-w-measure pt-8">
      <h1 className="text-title">This page could not be made</h1>
      <p className="prose mt-3">
        Something on our side failed, most often the database being restarted. Nothing is lost.
        {error.digest ? ` If it stays, report it with the number ${error.digest}.` : ""}
      </p>
      <p className="mt-6 flex items-baseline gap-4">
        <button type="button" className="button" onClick={reset}>
          Try again
        </button>
        <Link href="/">Home</Link>
      </p>
    </div>
  );
}
