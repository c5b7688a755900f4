"use client";
import { useSyncExternalStore } from "react";

/** Whether the full range is chosen in the page's range control, a plain set of radio buttons. */
export function useFullRange(): boolean {
  return useSyncExternalStore(subscribe, isFull, () => false);
}

function subscribe(listener: () => void): () => void {
  document.addEventListener("change", listener);
  return () => document.removeEventListener("change", listener);
}

function isFull(): boolean {
  const button = document.getElementById("range-full");
  return button instanceof HTMLInputElement && button.checked;
}
