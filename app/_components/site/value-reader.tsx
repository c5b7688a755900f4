"use client";
import { useEffect, useRef, type ReactNode } from "react";
import { parseValue } from "#app/_components/number/format.ts";
import { visibleTokenText } from "#app/_components/token/visible-token.ts";

/** Strongest tokens read out when a whole example has focus. */
const READ_AT_ONCE = 8;

/** Shows the value of the lit token under the pointer or finger, and the strongest ones of the example in focus. */
export function ValueReader(): ReactNode {
  const reading = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const show = (text: string, beside: Element) => {
      const panel = reading.current;
      if (!panel) return;
      panel.textContent = text;
      panel.hidden = false;
      place(panel, beside);
    };
    const hide = () => {
      if (reading.current) reading.current.hidden = true;
    };
    const onPoint = (event: Event) => {
      const mark = event.target instanceof Element ? event.target.closest("mark[data-v]") : null;
      if (mark) show(readMark(mark), mark);
      else if (event.type !== "pointerover" || !document.activeElement?.matches(".example")) hide();
    };
    const onFocus = (event: FocusEvent) => {
      const { target } = event;
      if (target instanceof HTMLElement && target.matches(".example:focus-visible")) show(readExample(target), target);
      else hide();
    };
    const stop = new AbortController();
    const { signal } = stop;
    document.addEventListener("pointerover", onPoint, { signal });
    document.addEventListener("click", onPoint, { signal });
    document.addEventListener("focusin", onFocus, { signal });
    document.addEventListener("focusout", hide, { signal });
    document.addEventListener("scroll", hide, { signal, passive: true, capture: true });
    return () => stop.abort();
  }, []);
  return <div ref={reading} className="reading" role="status" hidden />;
}

const readMark = (mark: Element) => `${visibleTokenText(mark.textContent)}  ${mark.getAttribute("data-v") ?? ""}`;

function readExample(example: Element): string {
  const marks = [...example.querySelectorAll("mark[data-v]")];
  const value = (mark: Element) => parseValue(mark.getAttribute("data-v") ?? "");
  const strongest = marks.toSorted((a, b) => value(b) - value(a)).slice(0, READ_AT_ONCE);
  return strongest.map(readMark).join("   ");
}

/** Above a token, where a finger does not hide it; in the lower right corner of an example. */
function place(panel: HTMLElement, beside: Element): void {
  const box = beside.getBoundingClientRect();
  const { width, height } = panel.getBoundingClientRect();
  const isExample = beside.matches(".example");
  const left = isExample ? box.right - width : box.left;
  const above = isExample ? box.bottom - height : box.top - height - 4;
  panel.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  panel.style.top = `${above > 8 ? above : box.bottom + 4}px`;
}
