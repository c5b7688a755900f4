export function isNodeRecentEnough(version: string): boolean;
export function requireRecentNode(): void;
export function areDependenciesCurrent(root: string, options: { development: boolean }): boolean;
export function ensureDependencies(root: string, options: { development: boolean }): boolean;
