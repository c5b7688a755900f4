"use client";
import Form from "next/form";
import { useRouter } from "next/navigation";
import { useId, useState, type FormEvent, type ReactNode } from "react";
import { formatCount } from "#app/_components/number/format.ts";
import { LIVE_TEXT_CHARACTERS_MAX } from "#lib/jobs/live-text-length.ts";
import { SourceChoice, type SourceOption } from "./source-choice.tsx";
import { SubmitButton } from "./submit-button.tsx";
import { fitsAddress, TEXT_SEARCH_PATH, textSearchPath, type TextQuery } from "./text-query.ts";

type Props = {
  query: TextQuery;
  models: readonly { id: string; name: string }[];
  sources: readonly SourceOption[];
  /** Takes a text that is too long for an address. */
  onLongText: (query: TextQuery) => void;
};

/** A text, and where to search it. A plain form: the address says what was asked, with or without a script. */
export function TextForm({ query, models, sources, onLongText }: Props): ReactNode {
  const [length, setLength] = useState(query.text.length);
  const router = useRouter();
  const id = useId();

  function submit(event: FormEvent<HTMLFormElement>): void {
    const form = new FormData(event.currentTarget);
    const asked: TextQuery = {
      text: stringOf(form.get("text")),
      model: query.model,
      sources: form.getAll("source").map(stringOf),
    };
    if (fitsAddress(asked)) return;
    event.preventDefault();
    onLongText(asked);
  }

  return (
    <search>
      <Form action={TEXT_SEARCH_PATH} onSubmit={submit} prefetch={false} className="text-form pb-5">
        <label htmlFor={`${id}-text`} className="label">
          A text, up to {formatCount(LIVE_TEXT_CHARACTERS_MAX)} characters
        </label>
        <textarea
          id={`${id}-text`}
          name="text"
          rows={3}
          required
          dir="auto"
          defaultValue={query.text}
          maxLength={LIVE_TEXT_CHARACTERS_MAX}
          placeholder="Paste a text: which features fire here?"
          className="field field-sizing-content max-h-72 min-h-20 w-full resize-y font-serif text-read"
          onChange={(event) => setLength(event.currentTarget.value.length)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        />
        <p className="note text-end" aria-hidden="true">
          {formatCount(length)} / {formatCount(LIVE_TEXT_CHARACTERS_MAX)}
        </p>
        <div className="mt-1 flex flex-wrap items-end gap-x-8 gap-y-3">
          {models.length > 1 ? (
            <div>
              <label htmlFor={`${id}-model`} className="label block">
                Model
              </label>
              <select
                id={`${id}-model`}
                name="model"
                defaultValue={query.model}
                className="field bg-paper"
                onChange={(event) =>
                  router.replace(textSearchPath({ text: "", model: event.currentTarget.value, sources: [] }))
                }
              >
                {models.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
          ) : (
            <input type="hidden" name="model" value={query.model} />
          )}
          <SourceChoice key={query.model} sources={sources} chosen={query.sources} />
          <SubmitButton />
        </div>
      </Form>
    </search>
  );
}

const stringOf = (value: FormDataEntryValue | null): string => (typeof value === "string" ? value : "");
