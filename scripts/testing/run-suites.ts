import type { Suite } from "#scripts/testing/suites.ts";
import { addTallies, type Tally } from "#scripts/testing/tally.ts";

const NAME_COLUMNS = 14;

/** Runs one suite after the other, says how each went, and prints what a failed one said. */
export async function runSuites(suites: readonly Suite[]): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const suite of suites) {
    const since = performance.now();
    const { passed, failed, output } = await suite.run();
    if (failed > 0) console.log(`\n${output.trim()}\n`);
    const seconds = ((performance.now() - since) / 1000).toFixed(1);
    console.log(`  ${suite.name.padEnd(NAME_COLUMNS)}${describe({ passed, failed })}  ${seconds} s`);
    tallies.push({ passed, failed });
  }
  return addTallies(tallies);
}

export const describe = ({ passed, failed }: Tally): string => `${passed} passed, ${failed} failed`;
