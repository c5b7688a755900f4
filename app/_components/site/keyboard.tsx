"use client";
import { usePathname } from "next/navigation";
import { useEffect, useRef, type ReactNode } from "react";
import { moveToExample, openExamplesToTab } from "./example-focus.ts";

const KEYS = [
  ["/", "search"],
  ["j  k", "next, previous example or result"],
  ["←  →", "previous, next feature"],
  ["r", "a random feature of this source"],
  ["?", "this list"],
] as const;

/** Site-wide keys. They act on what the page marks up (`rel`, `data-search`, `.example`), so pages need no script of their own. */
export function Keyboard(): ReactNode {
  const help = useRef<HTMLDialogElement>(null);
  const path = usePathname();
  useEffect(openExamplesToTab, [path]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (act(event.key, help.current)) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <dialog ref={help} aria-labelledby="keys-title" className="m-auto bg-paper p-6 text-ink border border-strong-rule">
      <h2 id="keys-title" className="text-lede">
        Keys
      </h2>
      <dl className="ledger my-3">
        {KEYS.map(([key, use]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="key whitespace-pre">{key}</kbd>
            </dt>
            <dd>{use}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button className="button">Close</button>
      </form>
    </dialog>
  );
}

function act(key: string, help: HTMLDialogElement | null): boolean {
  if (help?.open) return false;
  switch (key) {
    case "/": {
      const field =
        document.querySelector<HTMLInputElement>("main [data-search]") ??
        document.querySelector<HTMLInputElement>("[data-search]");
      field?.focus();
      return field !== null;
    }
    case "?":
      help?.showModal();
      return true;
    case "j":
      return moveToExample(1);
    case "k":
      return moveToExample(-1);
    case "ArrowLeft":
      return follow("a[rel~=prev]");
    case "ArrowRight":
      return follow("a[rel~=next]");
    case "r":
      return follow("a[data-random]");
    default:
      return false;
  }
}

function follow(selector: string): boolean {
  const link = document.querySelector<HTMLAnchorElement>(selector);
  link?.click();
  return link !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, [contenteditable], .recharts-wrapper") !== null
  );
}
