/** The cluster of a point that is in none: numbers of clusters are 16 bits. */
export const NO_CLUSTER = 0xffff;
