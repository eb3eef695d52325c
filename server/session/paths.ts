/**
 * Paths as people name places: `account.owner.name`, `orders[3].total`, `prices.get("apple")`, `main::total`.
 *
 * A path is rendered from where an object was found; it is resolved by rendering each slot on the way and comparing,
 * so that both directions agree for every name there is, dots, brackets and empty names included.
 */
import { describeValue } from '../describeValue';
import type { ObjectId, ObjectInfo, ObjectKind, Origin, Value } from '../value';

/** Objects as far as they are known, and what to call a binding. */
export interface PathSource {
  info(object: ObjectId): ObjectInfo | undefined;
  bindingPath(frame: number, name: string): string;
}

export function renderPlace(source: PathSource, place: Origin): string {
  if ('frame' in place) return source.bindingPath(place.frame, place.name);
  return renderObject(source, place.object) + renderSlot(place.slot, place.key, source.info(place.object)?.kind);
}

/** The shortest known way to an object; `<Account #12>` where its way leads in a circle or is not known. */
export function renderObject(source: PathSource, object: ObjectId): string {
  const steps: string[] = [];
  const passed = new Set<ObjectId>();
  for (let id = object; ;) {
    const info = source.info(id);
    if (info === undefined || passed.has(id)) return `<${info?.class ?? 'object'} #${id}>${steps.reverse().join('')}`;
    passed.add(id);
    const { origin } = info;
    if ('frame' in origin) return source.bindingPath(origin.frame, origin.name) + steps.reverse().join('');
    steps.push(renderSlot(origin.slot, origin.key, source.info(origin.object)?.kind));
    id = origin.object;
  }
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;
const INDEX = /^(?:0|[1-9]\d*)$/;

/** The step from an object to one of its slots. */
export function renderSlot(slot: string, key: Value | undefined, kind: ObjectKind | undefined): string {
  const colon = slot.indexOf(':');
  const name = slot.slice(colon + 1);
  switch (slot.slice(0, colon)) {
    case 'p':
      if (INDEX.test(name)) return `[${name}]`;
      return IDENTIFIER.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
    case 's':
      return `[${key === undefined ? `symbol ${name}` : describeValue(key)}]`;
    case '#':
      return `.#${name}`;
    case 'v':
      return `::${name}`;
    case 'e':
      return renderEntry(describeValue(key), kind);
    default:
      return renderInternal(name, kind);
  }
}

function renderEntry(key: string, kind: ObjectKind | undefined): string {
  switch (kind) {
    case 'dict':
      return `[${key}]`;
    case 'python-set':
      return `{${key}}`;
    case 'set':
      return `.has(${key})`;
    default:
      return `.get(${key})`;
  }
}

function renderInternal(name: string, kind: ObjectKind | undefined): string {
  // A cell is named by the function that closes over it.
  if (kind === 'cell') return '';
  if (name === 'class') return '.__class__';
  return name === 'length' ? '.length' : `.[[${name}]]`;
}
