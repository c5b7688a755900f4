/** One graph holds all of them: more would not be answered in a moment, nor fit beside what the worker keeps. */
export const TEXT_SOURCES_MAX = 8;
