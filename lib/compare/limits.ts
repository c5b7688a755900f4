/** Features side by side: columns that fit a wide screen, and seconds of a worker. */
export const COMPARED_MAX = 6;
