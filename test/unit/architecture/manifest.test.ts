/** What the manifest promises is what the code keeps. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { COMMAND_IDS } from '../../../client/commands/commandIds';

const ROOT = resolve(__dirname, '../../..');

interface MenuEntry {
  readonly command: string;
  readonly when?: string;
}

interface Manifest {
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly icon: string }[];
    readonly keybindings: readonly { readonly command: string; readonly key: string; readonly mac: string }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly viewsWelcome: readonly { readonly contents: string; readonly when: string }[];
    readonly jsonValidation: readonly { readonly url: string }[];
  };
}

const manifest = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as Manifest;
const { commands, keybindings, menus, viewsWelcome } = manifest.contributes;
const ids: ReadonlySet<string> = new Set(COMMAND_IDS);

describe('the manifest', () => {
  it('contributes the commands that are registered, and no others', () => {
    assert.deepEqual(commands.map(({ command }) => command).sort(), [...ids].sort());
  });

  it('says of each command when the palette shows it', () => {
    const inPalette = menus['commandPalette'] ?? [];
    assert.deepEqual(inPalette.map(({ command }) => command).sort(), [...ids].sort());
    assert.ok(inPalette.every(({ when }) => when !== undefined));
  });

  it('names only commands that there are in menus, keybindings and welcome texts', () => {
    const linked = viewsWelcome.flatMap(({ contents }) => [...contents.matchAll(/command:(savepoint\.\w+)/gu)]);
    const named = [
      ...Object.values(menus).flat(),
      ...keybindings,
      ...linked.map((match) => ({ command: match[1] ?? '' })),
    ].map(({ command }) => command);
    assert.ok(named.length > ids.size);
    assert.deepEqual(
      named.filter((command) => !ids.has(command)),
      [],
    );
  });

  it('binds each key once', () => {
    for (const platform of ['key', 'mac'] as const) {
      const keys = keybindings.map((keybinding) => keybinding[platform]);
      assert.equal(new Set(keys).size, keys.length);
    }
  });

  it('has an icon for each command and for itself', () => {
    assert.deepEqual(
      commands.filter(({ icon }) => !/^\$\([a-z-]+\)$/u.test(icon)),
      [],
    );
    assert.ok(existsSync(resolve(ROOT, manifest.icon)));
  });

  it('asks only for context keys that are kept', () => {
    const kept = new Set([
      'savepoint.paused',
      'savepoint.somePaused',
      'savepoint.inTransaction',
      'savepoint.canUndo',
      'savepoint.canRedo',
      'savepoint.hasBranches',
      'savepoint.offersStepBack',
      'savepoint.hasReport',
      'savepoint.hasConsent',
      'savepoint.savepoints',
      'savepoint.archives',
    ]);
    const asked = [...Object.values(menus).flat(), ...viewsWelcome].flatMap(({ when }) => [
      ...(when ?? '').matchAll(/savepoint\.\w+/gu),
    ]);
    assert.deepEqual(
      asked.map(([key]) => key).filter((key) => !kept.has(key)),
      [],
    );
  });
});
