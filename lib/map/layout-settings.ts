/** UMAP's own defaults. */
export const LAYOUT_SETTINGS = { neighbours: 15, minDist: 0.1, spread: 1 } as const;
