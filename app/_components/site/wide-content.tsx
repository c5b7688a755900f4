import type { ReactNode } from "react";

/** Content that may be wider than a phone: it scrolls by itself, so that the page never does. */
export function WideContent({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without focus, a keyboard could not scroll it (WCAG 2.1.1)
    <div className="scroll-x" tabIndex={0} role="region" aria-label={name}>
      {children}
    </div>
  );
}
