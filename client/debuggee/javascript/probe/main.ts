/** Installs the probe where evaluated text can reach it, whatever names the frame's scopes hide. */
import { Probe } from './probe';
import {
  append,
  defineProperty,
  deleteProperty,
  getOwnPropertyNames,
  getPrototypeOf,
  join,
  quote,
  realm,
} from './safe';

/**
 * Puts a probe under a key on Boolean.prototype, where neither users nor debuggers look and every realm's `true` finds
 * it; on the global object if the language's own objects are frozen. Not enumerable in either place.
 *
 * @returns where it was put, and the names of the global object's properties, as JSON
 */
function install(key: string, firstId: number): string {
  const probe = new Probe(firstId, () => uninstall(key));
  const put = (holder: object) =>
    defineProperty(holder, key, { __proto__: null, value: probe, configurable: true } as PropertyDescriptor);
  const home = put(Boolean.prototype) ? 'boolean' : put(realm) ? 'global' : undefined;
  if (home !== undefined) return `{"home":"${home}","globals":${globalNames()}}`;
  throw new TypeError('Nothing can be added to this program: its global objects are frozen.');
}

function uninstall(key: string): void {
  deleteProperty(Boolean.prototype, key);
  deleteProperty(realm, key);
}

/** The names that every frame sees as properties of the global object. */
function globalNames(): string {
  const names: string[] = [];
  for (let holder: object | null = realm; holder !== null; holder = getPrototypeOf(holder)) {
    const own = getOwnPropertyNames(holder);
    for (let i = 0; i < own.length; i++) append(names, quote(own[i] ?? ''));
  }
  return `[${join(names, ',')}]`;
}

declare global {
  /** The variable that the client's text declares around the bundle: an `export` would need helpers of the bundler's. */
  var installSavepointProbe: (key: string, firstId: number) => string;
}
installSavepointProbe = install;
