"use client";
import { useEffect, useRef, useState, type ReactNode } from "react";

/** How far below the screen a chart may be when it starts to load. */
const MARGIN = "300px";

/** Keeps a chart's place and loads its code when it comes near the screen: the charting library is larger than the page. */
export function LazyChart({ height, load }: { height: number; load: () => Promise<ReactNode> }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const latestLoad = useRef(load);
  const [chart, setChart] = useState<ReactNode>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    latestLoad.current = load;
  });
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        latestLoad.current().then(setChart, () => setFailed(true));
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={place} className="screen-only" style={{ height }} aria-hidden={chart === null}>
      {chart}
      {failed ? <p className="note">The chart did not load; the table below has its figures.</p> : null}
    </div>
  );
}
