// The generated database client leaves its own folder in a global `__dirname`, and usearch, an ES module that has none of its
// own, would look for its native part there.
Reflect.deleteProperty(globalThis, "__dirname");

export const { exactSearch, MetricKind } = await import("usearch");
