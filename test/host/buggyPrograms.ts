/** The small buggy programs: each breaks its rule once, after some rounds in which it holds. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface BuggyProgram {
  readonly name: string;
  readonly text: string;
  readonly rule: string;
  /** 1-based: where it is stopped first, and the line after which the rule no longer holds. */
  readonly start: number;
  readonly breaks: number;
}

export function buggyPrograms(extension: '.js' | '.py', folder: string): readonly BuggyProgram[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(extension))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      const lines = text.split('\n');
      const rule = /rule: (.*)/u.exec(lines[0] ?? '')?.[1] ?? '';
      const lineOf = (mark: string): number => lines.findIndex((line) => line.trimEnd().endsWith(mark)) + 1;
      return {
        name: name.slice(0, -extension.length),
        text,
        rule,
        start: lineOf('start'),
        breaks: lineOf('breaks it'),
      };
    });
}
