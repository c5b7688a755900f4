import type { ReactNode } from "react";
import type { MethodText } from "./method-text.ts";

/** What a method does, what its number means, what it must beat and what not to conclude. */
export function MethodSheet({
  method: { does, number, baselines, limits, papers },
}: {
  method: MethodText;
}): ReactNode {
  return (
    <>
      <Section id="does" title="What it does">
        <Paragraphs texts={does} />
      </Section>
      <Section id="number" title="What the number means">
        <Paragraphs texts={number} />
      </Section>
      <Section id="baselines" title="What it must beat">
        <dl className="mt-2">
          {baselines.map(({ name, words }) => (
            <div key={name} className="mb-2">
              <dt className="inline font-medium">{name}: </dt>
              <dd className="inline">{words}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section id="limits" title="What not to conclude">
        <Paragraphs texts={limits} />
      </Section>
      <Section id="papers" title="Where it comes from">
        {papers.length === 0 ? (
          <p className="mt-2">It is our own; we know of no paper that counts it this way.</p>
        ) : null}
        {papers.map(({ text, url, relation }) => (
          <p key={url} className="mt-2">
            <a href={url} rel="noreferrer">
              {text}
            </a>{" "}
            {relation}
          </p>
        ))}
      </Section>
    </>
  );
}

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }): ReactNode {
  return (
    <section className="section prose" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function Paragraphs({ texts }: { texts: readonly string[] }): ReactNode {
  return texts.map((text) => (
    <p key={text} className="mt-2">
      {text}
    </p>
  ));
}
