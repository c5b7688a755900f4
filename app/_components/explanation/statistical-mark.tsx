import type { ReactNode } from "react";

/** Marks what was written without a language model and without a person. */
export function StatisticalMark(): ReactNode {
  return (
    <>
      {" "}
      <span className="made-by" title="Written from counts, without a language model">
        statistical
      </span>
    </>
  );
}
