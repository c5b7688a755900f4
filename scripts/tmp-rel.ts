import { readFileSync } from "node:fs";
import { benchSearch } from "#scripts/bench/search.ts";
await benchSearch({ databaseUrl: readFileSync("/var/tmp/judged/url", "utf8"), documents: [] }); process.exit();
