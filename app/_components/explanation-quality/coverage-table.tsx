import Link from "next/link";
import type { ReactNode } from "react";
import { methodPath } from "#app/_components/link/paths.ts";
import { methodTitle } from "#app/_components/method/find-method.ts";
import { formatCount, formatShare } from "#app/_components/number/format.ts";
import { WideContent } from "#app/_components/site/wide-content.tsx";
import { numeric, TableHead } from "#app/_components/table/table-head.tsx";
import type { MethodQuality } from "#lib/explain/quality-view.ts";

const FAILURES: Readonly<Record<string, string>> = {
  silent: "fire too rarely",
  unsupported: "not borne out by the text",
  refused: "refused",
  empty: "no answer in the reply",
  truncated: "reply cut off",
  unparsable: "reply not understood",
  unavailable: "no reply",
  timeout: "no reply in time",
  rejected: "request rejected",
  over_budget: "over the budget",
};

/** Of all features of a source, which have an explanation by each method, and why the others have none. */
export function CoverageTable({
  methods,
  features,
}: {
  methods: readonly MethodQuality[];
  features: number;
}): ReactNode {
  return (
    <section className="section" aria-labelledby="coverage">
      <h2 id="coverage">Coverage</h2>
      <WideContent name="Coverage by method">
        <table className="sheet">
          <TableHead
            columns={[
              "Method",
              numeric("Explained"),
              numeric("Enough text to score"),
              numeric("Surely above the baseline"),
              { heading: "No explanation", className: "ps-6" },
            ]}
          />
          <tbody>
            {methods.map((method) => (
              <Row key={`${method.method} ${method.llmModel} ${method.side}`} method={method} features={features} />
            ))}
          </tbody>
        </table>
      </WideContent>
    </section>
  );
}

function Row({ method, features }: { method: MethodQuality; features: number }): ReactNode {
  const { explained, failures, scorers, side } = method;
  const unasked = features - explained - failures.reduce((sum, failure) => sum + failure.features, 0);
  const most = (pick: (scorer: (typeof scorers)[number]) => number) => Math.max(0, ...scorers.map(pick));
  return (
    <tr>
      <th scope="row">
        {method.method === "person" ? (
          "people"
        ) : (
          <Link href={methodPath(method.method)}>{methodTitle(method.method)}</Link>
        )}
        {method.llmModel === null ? "" : ` with ${method.llmModel}`}
        <span className="note block max-md:hidden">
          {side === "input" ? "what they respond to" : "what they promote"}
        </span>
      </th>
      <Share count={explained} of={features} />
      <Share count={most(({ scored }) => scored)} of={features} />
      <Share count={most(({ beatBaseline }) => beatBaseline)} of={features} />
      <td className="ps-6">
        {[
          ...failures.map(({ kind, features: count }) => `${formatCount(count)} ${FAILURES[kind] ?? kind}`),
          ...(unasked > 0 ? [`${formatCount(unasked)} not asked`] : []),
        ].join(", ")}
      </td>
    </tr>
  );
}

function Share({ count, of }: { count: number; of: number }): ReactNode {
  return (
    <td className="num">
      {formatCount(count)} <span className="text-quiet">{of > 0 ? formatShare(count / of) : ""}</span>
    </td>
  );
}
