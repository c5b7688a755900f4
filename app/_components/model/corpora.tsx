import type { ReactNode } from "react";
import { formatCount, formatHash } from "#app/_components/number/format.ts";
import { numeric, TableHead } from "#app/_components/table/table-head.tsx";
import type { CorpusInfo } from "#lib/catalog/queries/corpora.ts";

/** What the model read here, by kind of text, and where every text is from. */
export function Corpora({ corpora }: { corpora: readonly CorpusInfo[] }): ReactNode {
  return (
    <section className="section min-w-0" aria-labelledby="corpus">
      <h2 id="corpus">Corpus</h2>
      {corpora.length === 0 ? <p className="note">The model has read nothing here yet.</p> : null}
      {corpora.map((corpus) => (
        <Corpus key={corpus.id} corpus={corpus} />
      ))}
    </section>
  );
}

function Corpus({ corpus: { name, hash, documents, led, provenance } }: { corpus: CorpusInfo }): ReactNode {
  return (
    <div className="mt-1">
      <p className="note">
        {name}, {formatCount(documents)} documents,{" "}
        {led ? "each sequence after a document start (BOS)" : "without document starts (BOS)"}, content{" "}
        <code className="address">{formatHash(hash)}</code>
      </p>
      {provenance.kinds.length > 0 ? (
        <table className="sheet mt-2">
          <TableHead columns={["Kind", numeric("Documents"), numeric("Tokens")]} />
          <tbody>
            {provenance.kinds.map((row) => (
              <tr key={row.kind}>
                <th scope="row">{row.kind}</th>
                <td className="num">{formatCount(row.documents)}</td>
                <td className="num">{formatCount(row.tokens)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {provenance.packages.length > 0 ? (
        <p className="note mt-2">
          From{" "}
          {provenance.packages
            .map((row) => `${row.name} ${row.version} (${row.licence}, ${formatCount(row.documents)} documents)`)
            .join("; ")}
          .
        </p>
      ) : null}
    </div>
  );
}
