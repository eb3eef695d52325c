/** Edits of a rules file that keep what a person wrote in it, comments included. */
import { applyEdits, modify, parse, type JSONPath } from 'jsonc-parser';
import type { NewRule } from '../protocol';

const FORMAT = { formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' } };

/** The text with these rules at the end of the list; `text` is null where there is no file yet. Names are made unique. */
export function addRules(text: string | null, rules: readonly NewRule[]): string {
  let edited = text === null || text.trim() === '' ? '{\n  "rules": []\n}\n' : text;
  for (const rule of rules) {
    const { length } = rulesIn(edited);
    const names = new Set(rulesIn(edited).map((entry) => entry?.['name']));
    const named = { ...rule, name: uniqueName(rule.name, names) };
    const at: JSONPath = length === 0 && !hasRules(edited) ? ['rules'] : ['rules', length];
    const value = at.length === 1 ? [named] : named;
    edited = applyEdits(edited, modify(edited, at, value, { ...FORMAT, isArrayInsertion: at.length === 2 }));
  }
  return edited;
}

function uniqueName(name: string, taken: ReadonlySet<unknown>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) if (!taken.has(`${name} (${number})`)) return `${name} (${number})`;
}

type Entry = Readonly<Record<string, unknown>> | undefined;

function rulesIn(text: string): readonly Entry[] {
  const file = parse(text) as { readonly rules?: unknown } | undefined;
  return Array.isArray(file?.rules) ? (file.rules as Entry[]) : [];
}

function hasRules(text: string): boolean {
  const file = parse(text) as { readonly rules?: unknown } | undefined;
  return Array.isArray(file?.rules);
}
