import type { ReactNode } from "react";

/** Goes to a feature by address, or lists features whose tokens hold the text; `name` tells two boxes on a page apart. */
export function SearchBox({
  name,
  value = "",
  large = false,
}: {
  name: string;
  value?: string;
  large?: boolean;
}): ReactNode {
  return (
    <search className={large ? "" : "site-search min-w-0 flex-1"}>
      <form action="/search" className="flex items-baseline gap-2">
        <label htmlFor={name} className="sr-only">
          A feature’s address, or a token
        </label>
        <input
          id={name}
          name="q"
          type="search"
          defaultValue={value}
          maxLength={200}
          required
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder={large ? "An address such as 4-res-4k/123, or a token such as river" : "Address or token"}
          className={`field w-full ${large ? "text-lede" : ""}`}
          data-search
          aria-describedby={large ? `${name}-help` : undefined}
        />
        <button type="submit" className={large ? "button" : "button max-md:sr-only"}>
          Find
        </button>
      </form>
    </search>
  );
}
