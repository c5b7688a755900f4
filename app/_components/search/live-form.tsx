"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition, type ReactNode } from "react";
import { searchPath } from "#app/_components/link/paths.ts";

type Props = {
  /** Parameters of the search that is shown. */
  address: string;
  children: ReactNode;
};

/**
 * The search form. With a script a choice takes effect at once, and the address holds only what was chosen; without one it is
 * sent by its button.
 */
export function LiveForm({ address, children }: Props): ReactNode {
  const form = useRef<HTMLFormElement>(null);
  const router = useRouter();
  const [waits, startTransition] = useTransition();
  useEffect(() => {
    if (form.current) showSearch(form.current, new URLSearchParams(address));
  }, [address]);
  useEffect(() => {
    const onChange = ({ target }: Event) => {
      // A text is sent by Enter or the button, not by leaving it.
      if (target instanceof HTMLInputElement && target.name !== "q") form.current?.requestSubmit();
    };
    const element = form.current;
    // React's own event of this name comes with every letter.
    element?.addEventListener("change", onChange);
    return () => element?.removeEventListener("change", onChange);
  }, []);
  return (
    <form
      ref={form}
      action="/search"
      role="search"
      className="search-form"
      aria-busy={waits}
      onSubmit={(event) => {
        event.preventDefault();
        // Its button, or Enter in the text: then the results are what is wanted next.
        if (event.nativeEvent instanceof SubmitEvent && event.nativeEvent.submitter) closeFilters();
        const parameters = readForm(event.currentTarget);
        startTransition(() => router.push(searchPath(parameters), { scroll: false }));
      }}
    >
      {children}
    </form>
  );
}

/** What the form says, lists as one parameter and without what is empty. */
function readForm(form: HTMLFormElement): URLSearchParams {
  const data = new FormData(form);
  const parameters = new URLSearchParams();
  for (const name of new Set(data.keys())) {
    const values = data.getAll(name).flatMap((value) => (typeof value === "string" && value !== "" ? [value] : []));
    if (values.length > 0) parameters.set(name, values.join(","));
  }
  return parameters;
}

/** After another way than the form led to a search (a link, back), its controls say what that search says. */
function showSearch(form: HTMLFormElement, parameters: URLSearchParams): void {
  for (const control of form.querySelectorAll<HTMLInputElement>("input[name]")) {
    const value = parameters.get(control.name) ?? "";
    if (control.type === "checkbox") control.checked = value.split(",").includes(control.value);
    else if (control.type === "radio") control.checked = control.value === value;
    // What is being typed is not taken away.
    else if (control !== document.activeElement) control.value = value;
  }
}

function closeFilters(): void {
  document.querySelector<HTMLElement>("#search-filters:popover-open")?.hidePopover();
}
