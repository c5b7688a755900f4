import { Fragment, type ReactNode } from "react";
import { formatHash } from "#app/_components/number/format.ts";

/** A name, once a ledger, and what stands beside it. */
export type LedgerRow = readonly [name: string, value: ReactNode];

/** Facts in a column, name left and value right. */
export function Ledger({ rows }: { rows: readonly LedgerRow[] }): ReactNode {
  return (
    <dl className="ledger">
      {rows.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** What something was made from, by content: enough of each hash to compare by eye, the whole under the pointer. */
export function hashRows(hashes: { modelHash: string; sourceHash: string; corpusHash: string }): LedgerRow[] {
  return [
    ["Model", <Hash key="model" hash={hashes.modelHash} />],
    ["Source", <Hash key="source" hash={hashes.sourceHash} />],
    ["Corpus text", <Hash key="corpus" hash={hashes.corpusHash} />],
  ];
}

function Hash({ hash }: { hash: string }): ReactNode {
  return (
    <code className="address" title={hash}>
      {formatHash(hash)}
    </code>
  );
}
