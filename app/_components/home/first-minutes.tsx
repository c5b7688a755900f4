import type { ReactNode } from "react";

/** Stands where the first specimen will be while nothing is computed. It shows how one reads, and says that it is a drawing. */
export function FirstMinutes({ working }: { working: boolean }): ReactNode {
  return (
    <div className="specimen specimen-lead">
      <p className="passage">
        A feature is one direction in a model’s activity. Here each will be shown by the words it{" "}
        <mark className="a9 p">lights</mark> <mark className="a4">up</mark> on, brighter where it is stronger.
      </p>
      <p className="note mt-2">
        {working
          ? "This line is drawn by hand: the catalog is being computed, and real features take its place as soon as the first source is done."
          : "This line is drawn by hand: no feature is computed yet and no work is asked for. A worker registers the bundled models when it starts."}
      </p>
    </div>
  );
}
