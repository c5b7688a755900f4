import type { Metadata } from "next";
import type { ReactNode } from "react";
import { EXPLAINER_TEXTS } from "#app/_components/method/explainer-texts.ts";
import { MethodList } from "#app/_components/method/method-list.tsx";
import { FEATURE_SCORER_TEXTS, SCORER_TEXTS } from "#app/_components/method/scorer-texts.ts";

export const metadata: Metadata = {
  title: "Methods",
  description: "How explanations of features are written and scored here, and what their numbers do not say.",
  alternates: { canonical: "/methods" },
};

export default function MethodsPage(): ReactNode {
  return (
    <article>
      <h1 className="text-title">How features are explained, and how explanations are scored</h1>
      <div className="mt-4 grid gap-x-12 lg:grid-cols-2">
        <div>
          <section className="section" aria-labelledby="explainers">
            <h2 id="explainers">Methods that write explanations</h2>
            <MethodList methods={EXPLAINER_TEXTS} />
          </section>
          <section className="section" aria-labelledby="scorers">
            <h2 id="scorers">Methods that score them</h2>
            <MethodList methods={SCORER_TEXTS} />
          </section>
          <section className="section" aria-labelledby="feature-scorers">
            <h2 id="feature-scorers">Methods that score a feature without an explanation</h2>
            <MethodList methods={FEATURE_SCORER_TEXTS} />
          </section>
        </div>
        <div>
          <section className="section prose" aria-labelledby="splits">
            <h2 id="splits">Three parts of the documents</h2>
            <p className="mt-2">
              Every document of the corpus belongs to one of three parts, whole. Explanations are written from the first
              and chosen on the second. Scores are counted on the third, which no method that writes has seen. Splitting
              a document would let a method see the beginning of what it is tested on.
            </p>
            <p>
              A method that fails says why and is counted as having failed. A feature with too little held-out text gets
              no figure rather than a doubtful one.
            </p>
          </section>
          <section className="section prose" aria-labelledby="ranking">
            <h2 id="ranking">Which explanation comes first</h2>
            <p className="mt-2">
              Those whose whole interval lies above the best baseline come first, by how far their value is above it.
              What people wrote that is not scored comes next. Then everything else, by the same distance. Of equals the
              newest is first. Embedding match counts for none of this: it sees what a text is about and no more.
            </p>
            <p>
              A score is drawn as a point with its interval, and a tick at the best baseline. “Statistical” marks what
              was written without a language model.
            </p>
            <p>
              Explanations made from weights that the source no longer has are not shown. What people wrote stays, but a
              score counted on other weights does not.
            </p>
          </section>
        </div>
      </div>
    </article>
  );
}
