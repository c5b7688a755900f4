import type { JobHandlers } from "#workers/job-handler.ts";
import { collectActivationsJob } from "#workers/jobs/collect-activations.ts";
import { embedWindowsJob } from "#workers/jobs/embed-windows.ts";
import { explainFeaturesJob } from "#workers/jobs/explain-features.ts";
import { explainSourceJob } from "#workers/jobs/explain-source.ts";
import { finishSourceJob } from "#workers/jobs/finish-source.ts";
import { ingestCorpusJob } from "#workers/jobs/ingest-corpus.ts";
import { mapSourceJob } from "#workers/jobs/map-source.ts";
import { measureSourceJob } from "#workers/jobs/measure-source.ts";
import { registerModelJob } from "#workers/jobs/register-model.ts";
import { relateSourcesJob } from "#workers/jobs/relate-sources.ts";
import { scoreExplanationsJob } from "#workers/jobs/score-explanations.ts";

/** Who does which job. A contract in lib/jobs/contracts.ts without a line here does not compile. */
export const JOB_HANDLERS: JobHandlers = {
  "register-model": registerModelJob,
  "ingest-corpus": ingestCorpusJob,
  "collect-activations": collectActivationsJob,
  "finish-source": finishSourceJob,
  "measure-source": measureSourceJob,
  "relate-sources": relateSourcesJob,
  "map-source": mapSourceJob,
  "embed-windows": embedWindowsJob,
  "explain-source": explainSourceJob,
  "explain-features": explainFeaturesJob,
  "score-explanations": scoreExplanationsJob,
};
