/**
 * The version of what the workers compute: raise it with every change that alters stored bytes or figures, and every
 * installation computes its catalog anew. Part of every provenance.
 */
export const PIPELINE_VERSION = "5";
