import type { ReactNode } from "react";
import { PublishedLedger } from "./published-ledger.tsx";

/** The figures its makers measured, with what they were measured against. */
export function ModelCard({ card }: { card: unknown }): ReactNode {
  return (
    <section className="section min-w-0" aria-labelledby="card">
      <h2 id="card">From its card</h2>
      <PublishedLedger value={card} missing="The model came without measured figures." />
    </section>
  );
}
