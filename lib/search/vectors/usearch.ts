// The generated database client leaves its own folder in a global `__dirname`, and usearch, an ES module that has none of its
// own, would look for its native part there. Loaded here first, the client cannot leave it there while usearch is loading.
import "#lib/db.ts";

Reflect.deleteProperty(globalThis, "__dirname");

export const { exactSearch, MetricKind } = await import("usearch");
