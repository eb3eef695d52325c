/** The probe's bundle as the build makes it, for tests that put it into a program. */
import { buildSync } from 'esbuild';

export function probeText(): string {
  const result = buildSync({
    entryPoints: ['client/debuggee/javascript/probe/main.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'probe',
    target: 'es2022',
    minify: true,
  });
  return result.outputFiles[0]?.text ?? '';
}
