"use client";
import { useEffect } from "react";

/** Tells the site once a tab that somebody looks at this feature: which ones are explained first follows from it. */
export function CountView({ address }: { address: string }): null {
  useEffect(() => whenSeen(() => countOnce(address)), [address]);
  return null;
}

/** Calls back once the page is shown: one opened in the background, or in advance, is not looked at yet. */
function whenSeen(callback: () => void): () => void {
  if (document.visibilityState === "visible") {
    callback();
    return () => undefined;
  }
  const onChange = () => {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", onChange);
    callback();
  };
  document.addEventListener("visibilitychange", onChange);
  return () => document.removeEventListener("visibilitychange", onChange);
}

function countOnce(address: string): void {
  const key = `viewed ${address}`;
  try {
    if (sessionStorage.getItem(key) !== null) return;
    sessionStorage.setItem(key, "1");
  } catch {
    return; // Storage is closed to this page: a view too few is better than one counted at every reload.
  }
  navigator.sendBeacon(`/api/v1/features/${address}/views`);
}
