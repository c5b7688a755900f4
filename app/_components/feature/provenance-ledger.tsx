import type { ReactNode } from "react";
import { formatCount, formatHash, formatTime } from "#app/_components/number/format.ts";
import type { Provenance } from "#lib/catalog/schema.ts";

/** Everything needed to compute the same figures again. */
export function ProvenanceLedger({ provenance }: { provenance: Provenance | null }): ReactNode {
  if (!provenance) return <p className="note">Not computed yet, so there is nothing to reproduce.</p>;
  const { corpus, corpusHash, modelHash, sourceHash, documents, sequences, tokens, sequenceLength, seed } = provenance;
  const rows: [string, string][] = [
    [
      "Corpus",
      `${corpus}, ${formatCount(documents)} documents, ${formatCount(sequences)} sequences of up to ${sequenceLength} tokens`,
    ],
    ["Tokens", `${formatCount(tokens)}, document starts not counted`],
    ["Seed", String(seed)],
    ["Code", `version ${provenance.codeVersion} on ${provenance.executionProvider}`],
    ["Computed", formatTime(provenance.computedAt)],
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
