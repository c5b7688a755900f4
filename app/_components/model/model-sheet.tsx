import type { ReactNode } from "react";
import { Paging } from "#app/_components/link/paging.tsx";
import { modelPath } from "#app/_components/link/paths.ts";
import { formatCount, formatHash, formatMagnitude } from "#app/_components/number/format.ts";
import { SourceTable } from "#app/_components/source/source-table.tsx";
import type { ModelDetail, SourcePage } from "#lib/catalog/schema.ts";
import type { CorpusInfo } from "#lib/catalog/queries/corpora.ts";
import { Corpora } from "./corpora.tsx";
import { LayerDiagram } from "./layer-diagram.tsx";
import { ModelCard } from "./model-card.tsx";

type Props = { model: ModelDetail; sources: SourcePage; corpora: readonly CorpusInfo[] };

/** A model's page: its size, the places it is read, what its makers measured, what it read here. */
export function ModelSheet({ model, sources, corpora }: Props): ReactNode {
  return (
    <article>
      <header className="pb-3">
        {model.id === model.name ? null : <p className="address text-quiet">{model.id}</p>}
        <h1 className="mt-2 text-title">{model.name}</h1>
        <p className="prose">{model.description}</p>
      </header>
      <section className="section" aria-label="Figures">
        <dl className="facts">
          <Fact name="Parameters" value={formatMagnitude(model.parameters)} />
          <Fact name="Layers" value={formatCount(model.layers)} />
          <Fact name="Residual stream" value={formatCount(model.dModel)} />
          <Fact name="Vocabulary" value={formatCount(model.vocabularySize)} />
          <Fact name="Context" value={formatCount(model.contextSize)} />
          <Fact name="Features kept here" value={formatCount(model.features)} />
        </dl>
        <p className="note mt-3">
          {model.architecture}, licence {model.licence}, content{" "}
          <code className="address">{formatHash(model.contentHash)}</code>
        </p>
      </section>
      <section className="section" aria-labelledby="sources">
        <h2 id="sources">Sources by layer</h2>
        {sources.items.length === 0 ? (
          <p className="note">No source reads this model yet.</p>
        ) : (
          <div className="grid items-start gap-x-12 gap-y-4 lg:grid-cols-[18rem_minmax(0,1fr)]">
            {/* With some of the sources only, it would show layers as unread that are not. */}
            {sources.total === sources.items.length ? (
              <LayerDiagram layers={model.layers} sources={sources.items} />
            ) : (
              <p className="note">{formatCount(sources.total)} sources</p>
            )}
            <SourceTable sources={sources.items} caption={`Sources of ${model.name} by layer`} />
          </div>
        )}
        <Paging name="Pages of the sources" page={sources} path={(cursor) => modelPath(model.id, cursor)} />
      </section>
      <div className="grid gap-x-12 lg:grid-cols-2">
        <ModelCard card={model.card} />
        <Corpora corpora={corpora} />
      </div>
    </article>
  );
}

function Fact({ name, value }: { name: string; value: string }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
