"use client";
import { useCombobox, type UseComboboxStateChangeOptions } from "downshift";
import { useRouter } from "next/navigation";
import { useEffect, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from "react";
import { suggestedPath } from "#app/_components/link/paths.ts";
import { plural } from "#app/_components/number/format.ts";
import { SEARCH_CHARACTERS_MAX } from "#lib/search/limits.ts";
import type { Suggestion } from "#lib/search/search-views.ts";
import { SuggestionText } from "./suggestion-text.tsx";
import { useSuggestions } from "./use-suggestions.ts";

type Props = {
  /** Tells the fields of a page apart. */
  id: string;
  value?: string;
  placeholder: string;
  large?: boolean;
  describedBy?: string | undefined;
};

const { ItemClick, InputKeyDownEnter, InputBlur } = useCombobox.stateChangeTypes;

/**
 * The text of a search form, with suggestions to go to at once. Without a script it is a plain text field, and what is typed
 * before the script runs stays: the field keeps its text itself.
 */
export function SearchField({ id, value = "", placeholder, large = false, describedBy }: Props): ReactNode {
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const { items, current } = useSuggestions(typed);
  const { isOpen, highlightedIndex, setHighlightedIndex, ...combobox } = useCombobox<Suggestion>({
    id,
    inputId: id,
    items: [...items],
    selectedItem: null,
    itemToString: (item) => item?.label ?? "",
    stateReducer: keepText,
    onStateChange({ type, selectedItem }) {
      if ((type === ItemClick || type === InputKeyDownEnter) && selectedItem) {
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
        router.push(suggestedPath(selectedItem));
      }
    },
  });
  // What was chosen among other suggestions is not chosen among these.
  useEffect(() => {
    if (items.length > 0) setHighlightedIndex(-1);
  }, [items, setHighlightedIndex]);
  const open = isOpen && typed.trim() !== "" && items.length > 0;
  const { value: _, ...inputProps } = combobox.getInputProps({
    onChange: (event) => setTyped(event.currentTarget.value),
    // Whatever was there before the script.
    onFocus: (event) => setTyped(event.currentTarget.value),
    onKeyDown: (event) => leaveToField(event, { open, chosen: highlightedIndex >= 0 }),
  });
  return (
    <div className="search-field">
      <label {...combobox.getLabelProps()} htmlFor={id} className="sr-only">
        A concept, words, or an address
      </label>
      <input
        {...inputProps}
        name="q"
        type="search"
        defaultValue={value}
        maxLength={SEARCH_CHARACTERS_MAX}
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="search"
        placeholder={placeholder}
        className={`field w-full ${large ? "text-lede" : ""}`}
        data-search
        role="combobox"
        aria-controls={inputProps["aria-controls"]}
        aria-expanded={open}
        aria-describedby={describedBy}
      />
      <p aria-live="polite" className="sr-only">
        {open && current ? `${plural(items.length, "suggestion")}, reached with the arrow keys` : ""}
      </p>
      <div {...combobox.getMenuProps()} className="suggestions" hidden={!open}>
        {open
          ? items.map((item, index) => (
              <a
                key={item.path}
                href={item.path}
                {...combobox.getItemProps({ item, index, onClick: leaveToBrowser })}
                tabIndex={-1}
              >
                <SuggestionText suggestion={item} />
              </a>
            ))
          : null}
      </div>
    </div>
  );
}

/** Choosing goes somewhere; it does not change what was typed, and leaving the field chooses nothing. */
function keepText(
  state: { inputValue: string },
  { type, changes }: UseComboboxStateChangeOptions<Suggestion>,
): UseComboboxStateChangeOptions<Suggestion>["changes"] {
  if (type === InputBlur) return { ...changes, inputValue: state.inputValue, selectedItem: null };
  if (type === ItemClick || type === InputKeyDownEnter) return { ...changes, inputValue: state.inputValue };
  return changes;
}

/** Keys that mean what they mean in any text field: Enter sends the form unless a suggestion is chosen. */
function leaveToField({ key, nativeEvent }: KeyboardEvent, { open, chosen }: { open: boolean; chosen: boolean }): void {
  const isOfField = key === "Home" || key === "End" || (key === "Enter" && !(open && chosen)) || !open;
  const opens = key === "ArrowDown" || key === "ArrowUp";
  if (isOfField && !opens) Object.assign(nativeEvent, { preventDownshiftDefault: true });
}

/** A click with a key held opens another tab or window, as on any link. */
function leaveToBrowser(event: MouseEvent): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey)
    Object.assign(event.nativeEvent, { preventDownshiftDefault: true });
  else event.preventDefault();
}
