/** A feature's name beside others of its model. */
export const nameCompared = ({ source, index }: { source: string; index: number }): string => `${source}/${index}`;
