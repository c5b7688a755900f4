import path from "node:path";
import { parseArgs } from "node:util";
import { benchEngine } from "#scripts/bench/engine.ts";
import { benchExplain } from "#scripts/bench/explain.ts";
import { describeMachine } from "#scripts/bench/machine.ts";
import { env } from "#lib/env.ts";
import { benchPipeline } from "#scripts/bench/pipeline.ts";
import { type Figure, formatReport } from "#scripts/bench/report.ts";
import { benchSearch, type SearchBenchOptions } from "#scripts/bench/search.ts";
import { benchOwnSite, benchSite } from "#scripts/bench/site.ts";
import { benchTextSearch } from "#scripts/bench/text-search.ts";
import { benchTorch } from "#scripts/bench/torch.ts";
import { benchWeights } from "#scripts/bench/weights.ts";
import { computeCatalog, openWorkspace, type Workspace } from "#scripts/bench/workspace.ts";

const TOPICS = ["engine", "weights", "torch", "pipeline", "explain", "text", "site", "search"] as const;
type Topic = (typeof TOPICS)[number];

const OF_A_CATALOG = ["pipeline", "explain", "text"] as const satisfies Topic[];

const USAGE = `npm run bench -- [${TOPICS.join("|")}]… [--tokens N] [--seconds N] [--url http://localhost:3000] [--database postgresql://…] [--documents N,N] [--python python3] [--model folder]
  engine    the bundled model's graph in onnxruntime
  weights   a model (the bundled one, or that of --model) with its weights in f32, f16 and int8: memory, speed, error
  torch     a Llama of 135M random weights, reading, encoding and writing, beside PyTorch where --python has it
  pipeline  a catalog computed by a real worker in a database of its own
  explain   explanations of two of its sources, stage by stage; give it 600000 tokens for the demo catalog's splits
  text      which features fire on a text, as a worker answers it
  site      the production site under load: one it starts itself, or the one at --url
  search    how well judged queries are answered (on the demo catalog at --database or DATABASE_URL, or one it computes
            in minutes), and how fast, on catalogs of so many --documents (10000) made for it
  --tokens  size of the catalog's corpus (300000); --seconds  length of each load (5)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tokens: { type: "string", default: "300000" },
    seconds: { type: "string", default: "5" },
    url: { type: "string" },
    database: { type: "string" },
    documents: { type: "string", default: "10000" },
    python: { type: "string", default: "python3" },
    model: { type: "string", default: path.join(env.MODELS_DIRECTORY, "tiny-llama-7m") },
    help: { type: "boolean", default: false },
  },
});

const chosen = TOPICS.filter((topic) => positionals.length === 0 || positionals.includes(topic));
const unknown = positionals.filter((given) => !TOPICS.some((topic) => topic === given));
if (values.help || unknown.length > 0) {
  console.log(USAGE);
  process.exit(unknown.length > 0 ? 1 : 0);
}

console.log(`${describeMachine()}\n`);
const documents = values.documents.split(",").map(Number);
if (documents.some((size) => !Number.isInteger(size) || size < 1)) {
  console.log("--documents takes whole numbers, separated by commas.");
  process.exit(1);
}
await bench(new Set(chosen), {
  tokens: Number(values.tokens),
  seconds: Number(values.seconds),
  url: values.url,
  search: { databaseUrl: values.database ?? env.DATABASE_URL, documents },
});
// Whatever a library left open must not keep the terminal.
process.exit();

async function bench(
  topics: ReadonlySet<Topic>,
  {
    tokens,
    seconds,
    url,
    search,
  }: { tokens: number; seconds: number; url: string | undefined; search: SearchBenchOptions },
): Promise<void> {
  const print = (title: string, figures: Figure[]) => console.log(formatReport(title, figures));
  if (topics.has("engine")) print("Engine", await benchEngine());
  if (topics.has("weights")) print(`Weights of ${path.basename(values.model)}`, await benchWeights(values.model));
  if (topics.has("torch")) print("A Llama of 135M weights", await benchTorch(values.python));
  if (topics.has("search")) await benchSearch(search);
  let workspace: Workspace | undefined;
  // Interrupted, it leaves no database behind.
  const interrupt = () => void workspace?.close().finally(() => process.exit(130));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, interrupt);
  const needsCatalog = OF_A_CATALOG.some((topic) => topics.has(topic)) || (topics.has("site") && url === undefined);
  try {
    if (needsCatalog) {
      workspace = await openWorkspace();
      await computeCatalog(workspace, tokens);
    }
    if (topics.has("pipeline") && workspace)
      print(`Pipeline, ${tokens.toLocaleString("en")} tokens`, await benchPipeline(workspace.db));
    if (topics.has("explain") && workspace) print("Explanations, processor time", await benchExplain(workspace.db));
    if (topics.has("text") && workspace)
      print("Search by a text of 2,000 characters", await benchTextSearch(workspace.db));
    if (topics.has("site") && url !== undefined) print(`Site at ${url}`, await benchSite(url, { seconds }));
    else if (topics.has("site") && workspace) print("Site", await benchOwnSite(workspace.url, { seconds }));
  } finally {
    await workspace?.close();
  }
}
