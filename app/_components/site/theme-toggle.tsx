"use client";
import { useSyncExternalStore, type ReactNode } from "react";

const NEXT = { auto: "light", light: "dark", dark: "auto" } as const;
type Theme = keyof typeof NEXT;
const GLYPH: Record<Theme, string> = { auto: "◐", light: "○", dark: "●" };

/** Light, dark, or as the system says. The choice stays in this browser; `theme-script.ts` applies it on load. */
export function ThemeToggle(): ReactNode {
  const theme = useSyncExternalStore(subscribe, readTheme, () => "auto" as const);
  return (
    <button
      type="button"
      className="px-1"
      onClick={() => setTheme(NEXT[theme])}
      aria-label={`Theme: ${theme}. Change to ${NEXT[theme]}`}
      title={`Theme: ${theme}`}
    >
      <span aria-hidden="true">{GLYPH[theme]}</span>
    </button>
  );
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function readTheme(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === "light" || theme === "dark" ? theme : "auto";
}

function setTheme(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  try {
    if (theme === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // Storage is closed to this page (private windows): the choice holds until the next load.
  }
  for (const listener of listeners) listener();
}
