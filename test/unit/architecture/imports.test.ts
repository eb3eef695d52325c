/** The directions in which the parts of the product may import each other, type imports counted. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '../../..');

/** For each part, what it may import beside itself; a folder stands for all in it. The most special part counts. */
const ALLOWED: Record<string, readonly string[]> = {
  'server/store': [],
  'server/value.ts': [],
  'server/slot.ts': ['server/value.ts'],
  'server/comparePaths.ts': [],
  'server/describeValue.ts': ['server/value.ts'],
  'server/protocol': ['server/value.ts', 'vscode-languageserver-protocol'],
  'server/savepointError.ts': ['server/protocol'],
  'server/plan': [
    'server/protocol',
    'server/value.ts',
    'server/slot.ts',
    'server/describeValue.ts',
    'server/store',
    'node:crypto',
  ],
  'server/invariants': [
    'server/protocol',
    'server/value.ts',
    'server/slot.ts',
    'server/describeValue.ts',
    'server/store',
    'picomatch',
    'ajv',
    'ajv-formats',
    'jsonc-parser',
    'immer',
    'vscode-languageserver-protocol',
    'client/media',
    'node:crypto',
  ],
  'server/journal': [
    'server/protocol',
    'server/value.ts',
    'server/slot.ts',
    'node:crypto',
    'node:fs',
    'node:path',
    'node:timers',
    'node:zlib',
  ],
  'server/session': [
    'server/store',
    'server/plan',
    'server/invariants',
    'server/protocol',
    'server/savepointError.ts',
    'server/value.ts',
    'server/slot.ts',
    'server/comparePaths.ts',
    'server/describeValue.ts',
  ],
  'server/checkpoint': ['server', 'client/media', 'ajv', 'ajv-formats', 'node:crypto'],
  server: ['server', 'immer', 'vscode-languageserver', 'vscode-languageserver-protocol'],
  'client/debuggee': [
    'server/value.ts',
    'server/slot.ts',
    'server/protocol',
    'server/savepointError.ts',
    'client/savepointError.ts',
    'savepoint:probe',
    'savepoint:python-probe',
    '@babel/parser',
    '@babel/types',
    '@vscode/debugprotocol',
    'node:crypto',
    'savepoint:probe',
    'savepoint:python-probe',
  ],
  client: [
    'client',
    'server/protocol',
    'server/journal/journaledOperations.ts',
    'server/value.ts',
    'server/slot.ts',
    'server/comparePaths.ts',
    'server/describeValue.ts',
    'server/savepointError.ts',
    'cockatiel',
    'immer',
    'vscode',
    'vscode-languageclient',
    'vscode-languageserver-protocol',
    '@vscode/debugprotocol',
    'node:crypto',
  ],
  // VS Code's own file system does not tell where a link leads.
  'client/schemaFiles.ts': ['client', 'server/protocol', 'vscode', 'node:fs/promises'],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = ['client', 'server'].flatMap((folder) => sources(folder));
const imports = files.flatMap((file) => importsOf(file));

describe('architecture', () => {
  it('imports only in the allowed directions', () => {
    const wrong = imports.filter(({ from, to }) => {
      const part = partOf(from);
      return !isIn(to, part) && !(ALLOWED[part] ?? []).some((allowed) => isIn(to, allowed));
    });
    assert.deepEqual(
      wrong.map(({ from, to }) => `${from} imports ${to}`),
      [],
    );
  });

  it('has no import cycle', () => {
    assert.deepEqual(cycles(), []);
  });

  it('imports only files that exist', () => {
    const known = new Set(files);
    const missing = imports.filter(
      ({ to }) => /^(client|server)\//.test(to) && !to.endsWith('.json') && !known.has(to),
    );
    assert.deepEqual(missing, []);
  });
});

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

function importsOf(from: string): Import[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(ROOT, from), 'utf8'), true, true);
  return importedFiles
    .map(({ fileName }) => ({ from, to: fileName.startsWith('.') ? fileOf(from, fileName) : packageOf(fileName) }))
    .filter(({ to }) => to !== 'node:');
}

function fileOf(from: string, specifier: string): string {
  const path = relative(ROOT, resolve(ROOT, dirname(from), specifier)).replaceAll('\\', '/');
  return files.find((file) => file === `${path}.ts` || file === `${path}/index.ts`) ?? normalize(path);
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The longest of the parts that a file lies in. */
function partOf(file: string): string {
  const parts = Object.keys(ALLOWED).filter((part) => isIn(file, part));
  const [longest] = parts.sort((one, other) => other.length - one.length);
  assert.ok(longest !== undefined, `${file} lies in no part`);
  return longest;
}

function isIn(file: string, part: string): boolean {
  return file === part || file.startsWith(`${part}/`);
}

function cycles(): string[] {
  const found: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, way: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      found.push([...way.slice(way.indexOf(file)), file].join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const { to } of imports.filter(({ from }) => from === file)) visit(to, [...way, file]);
    state.set(file, 'done');
  };
  for (const file of files) visit(file, []);
  return found;
}
