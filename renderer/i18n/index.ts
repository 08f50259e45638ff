import { type Dictionary, en } from './en/index.ts';

/** The texts of the language in use. */
export const t: Dictionary = en;
