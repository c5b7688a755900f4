import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { GLOSSARY } from "#app/_components/about/glossary.ts";

export const metadata: Metadata = {
  title: "About",
  description: "What a feature is, how the numbers on this site are computed, and what not to conclude from them.",
  alternates: { canonical: "/about" },
};

export default function AboutPage(): ReactNode {
  return (
    <article>
      <h1 className="text-title">What the numbers mean</h1>
      <div className="mt-4 grid gap-x-12 lg:grid-cols-2">
        <div>
          <section className="section prose" aria-labelledby="feature">
            <h2 id="feature">What a feature is</h2>
            <p className="mt-2">
              While a model reads, each layer holds a few hundred or thousand numbers for every token. They are hard to
              read one by one. A sparse autoencoder is a small network trained to rewrite them as a sum of a few
              directions out of many. Each direction is a feature. Many fire on something a person can name: a subject,
              a turn of grammar, a kind of code.
            </p>
            <p>
              A transcoder does the same for what one block computes, from its input to its output. Raw neurons are the
              model’s own units, with nothing trained on top.
            </p>
          </section>
          <section className="section prose" aria-labelledby="numbers">
            <h2 id="numbers">How the numbers are made</h2>
            <p className="mt-2">
              The model reads a corpus once. Every value of every feature is counted: its density, its histogram and its
              quantiles are over all tokens, not over a sample. Top examples are its largest values, at most one a
              document. The groups under “Across its range” are drawn from each fifth of its peaks, and random examples
              from everywhere it is active, because top examples alone make most features look cleaner than they are.
            </p>
            <p>
              Quality is measured on documents held out from training. Beside each figure stands what it must beat, and
              the same inputs give the same figures again: the provenance under each page says which.
            </p>
            <p>
              Explanations are written from some documents and scored on others. <Link href="/methods">Methods</Link>{" "}
              says how each is done and what its number is worth.
            </p>
          </section>
          <section className="section prose" aria-labelledby="text-search">
            <h2 id="text-search">How the features of a text are ranked</h2>
            <p className="mt-2">
              A <Link href="/search/text">text</Link> goes through the model once, and every feature of the chosen
              sources that fires is compared with what the corpus says of it. Its strength on a token is the value as a
              share of its largest in the corpus, 1 at most; a value beyond that is marked. Its surprise is −log₂ of its
              density: one that is active on half of all tokens has 1 bit, on one in a thousand 10. On a token features
              are ranked by strength × surprise.
            </p>
            <p>
              Over the whole text a feature has the score of its strongest token, times 2 − peak ÷ total, where peak is
              its largest strength there and total the sum of all. Firing once it keeps that score; firing everywhere it
              at most doubles it. So one with half the bits of another never stands above it by being on all the time,
              as it would in a sum. A feature that fires once in a long text may be missing from the list of the whole
              and is first on its token.
            </p>
            <p>
              A document start that the model is given, and special tokens written in the text, are left out: what fires
              there fires on every text. A feature that was dead in the corpus has no maximum to compare with and is
              counted, not ranked. A text longer than the model’s context is read in parts, each anew, as the corpus is.
              Nothing is stored: the same address is computed again.
            </p>
          </section>
          <section className="section prose" aria-labelledby="not">
            <h2 id="not">What not to conclude</h2>
            <p className="mt-2">
              That a feature’s examples look alike does not make the feature the model’s own concept. Autoencoders
              trained on models with random weights also give features with tidy examples: they come from the text. A
              feature found by its top examples may mean something else at low strength, or miss most of what it seems
              to be about.
            </p>
            <p>
              Promoted tokens are read off the weights and leave out everything later layers do. A feature near another
              by cosine points the same way; it need not fire at the same time. A dead feature was silent on this
              corpus, not on every text.
            </p>
            <p>
              A small model trained on little text, as the bundled one is, knows little. Its features are honest ones of
              a small model.
            </p>
          </section>
        </div>
        <section className="section" aria-labelledby="words">
          <h2 id="words">Words</h2>
          <dl className="mt-2">
            {GLOSSARY.map(({ word, meaning }) => (
              <div key={word} className="border-b border-rule py-2">
                <dt className="font-serif text-read">{word}</dt>
                <dd className="note">{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </article>
  );
}
