"use client";
import type { ReactNode } from "react";

/** Replaces the whole document when the layout itself fails, so it may rely on nothing. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }): ReactNode {
  return (
    <html lang="en">
      <body style={{ font: "16px/1.5 system-ui", maxWidth: "40rem", margin: "4rem auto", padding: "0 1rem" }}>
        <h1>Featurepedia cannot show this page</h1>
        <p>Something on our side failed. Nothing is lost.</p>
        <button type="button" onClick={reset}>
          Try again
        </button>
      </body>
    </html>
  );
}
