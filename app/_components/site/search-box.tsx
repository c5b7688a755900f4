import Form from "next/form";
import type { ReactNode } from "react";
import { SearchField } from "./search-field.tsx";

const PLACEHOLDERS = {
  large: "A concept such as ocean mammals, or an address such as 4-res-4k/123",
  small: "Concept or address",
};

/** Finds features by concept, or goes to an address; `name` tells two boxes on a page apart. */
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
      <Form action="/search" prefetch={false} className="flex items-baseline gap-2">
        <SearchField
          id={name}
          value={value}
          placeholder={large ? PLACEHOLDERS.large : PLACEHOLDERS.small}
          large={large}
          describedBy={large ? `${name}-help` : undefined}
        />
        <button type="submit" className={large ? "button" : "button max-md:sr-only"}>
          Find
        </button>
      </Form>
    </search>
  );
}
