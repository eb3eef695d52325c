import type { Plugin } from 'esbuild';

/** A text that sets a variable `installSavepointProbe`; with the files it was made from. */
export function bundleProbe(): Promise<{ readonly text: string; readonly inputs: readonly string[] }>;

/** Lets a bundle import that text as `savepoint:probe`. */
export const probeBundle: Plugin;
