import type { Plugin } from 'esbuild';

/** The probe's modules as JSON: an object of their texts by name, `load` among them. */
export function pythonProbeText(): Promise<string>;

/** Lets a bundle import that text as `savepoint:python-probe`. */
export const pythonProbeBundle: Plugin;
