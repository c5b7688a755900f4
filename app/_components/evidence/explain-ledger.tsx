import type { ReactNode } from "react";
import { formatCount, formatHash, formatTime, plural } from "#app/_components/number/format.ts";
import type { ExplainProvenance } from "#lib/explain/schema.ts";

const SPLITS = [
  ["explain", "Written from"],
  ["select", "Chosen on"],
  ["test", "Scored on"],
] as const;

/** Everything needed to write and score the same again. */
export function ExplainLedger({ provenance }: { provenance: ExplainProvenance }): ReactNode {
  const { tokens, documents, seed, codeVersion, computedAt, settings, modelHash, sourceHash, corpusHash } = provenance;
  const rows: [string, string][] = [
    ...SPLITS.map(([split, name]): [string, string] => [
      name,
      `${formatCount(tokens[split])} tokens of ${plural(documents[split], "document")}`,
    ]),
    ["Seed", String(seed)],
    ["Code", `version ${codeVersion}`],
    ["Computed", formatTime(computedAt)],
    ...Object.entries(settings).map(([name, value]): [string, string] => [name, String(value)]),
  ];
  const hashes: [string, string][] = [
    ["Model", modelHash],
    ["Source", sourceHash],
    ["Corpus text", corpusHash],
  ];
  return (
    <dl className="ledger">
      {rows.map(([name, value]) => (
        <Row key={name} name={name}>
          {value}
        </Row>
      ))}
      {hashes.map(([name, hash]) => (
        <Row key={name} name={name}>
          <code className="address" title={hash}>
            {formatHash(hash)}
          </code>
        </Row>
      ))}
    </dl>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
