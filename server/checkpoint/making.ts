/** Objects of an earlier run that have no counterpart, made anew: plain data can be, and nothing else. */
import type { MadeObject, PlantedContent } from '../protocol';
import { detailOf, unavailability, valueOf } from '../slot';
import type { ObjectId, Slot, Value } from '../value';
import { infoOf, type Matching, type Side } from './matching';

/** The classes whose objects are plain data, and how they are made. */
const PLAIN: Readonly<Record<string, MadeObject['kind']>> = {
  Object: 'object',
  Array: 'array',
  Map: 'map',
  Set: 'set',
  Date: 'date',
  dict: 'map',
  list: 'array',
  set: 'set',
};

/** Says how an object is built, and comes with making it. */
const STRUCTURE = /^i:(?:order|extensible|prototype|class|length)$/u;

export class Making {
  readonly made: MadeObject[] = [];
  readonly #numbers = new Map<ObjectId, number>();
  /** Why an object cannot be made; null: it can. */
  readonly #problems = new Map<ObjectId, string | null>();

  constructor(
    private readonly then: Side,
    private readonly matching: Matching,
  ) {}

  /** Why a content cannot be had in this run; undefined: it can. */
  problem(content: Slot): string | undefined {
    const value = valueOf(content);
    if (isAccessor(content)) return 'an accessor cannot be made from a file';
    if (value === null || typeof value !== 'object') return undefined;
    switch (value.type) {
      case 'undefined':
      case 'number':
      case 'bigint':
      case 'float':
        return undefined;
      case 'literal':
        return LITERALS.has(value.class) ? undefined : `${value.class} cannot be made from a file`;
      case 'redacted':
        return 'something in it was redacted';
      case 'string':
        return 'a text in it is too long to be in the file';
      case 'object':
        return this.#objectProblem(content, value);
      default:
        return unavailability(content) ?? `a ${value.type} cannot be made from a file`;
    }
  }

  content(content: Slot): PlantedContent {
    const value = valueOf(content);
    const info = infoOf(this.then, content);
    if (info === undefined) return { value };
    const counterpart = this.matching.counterpart(info.id);
    return counterpart === undefined ? { made: this.#make(info.id) } : { object: counterpart };
  }

  #make(id: ObjectId): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const number = this.made.length;
    this.#numbers.set(id, number);
    const { session, state } = this.then;
    const kind = PLAIN[session.heap.info(id)?.class ?? ''] ?? 'object';
    // It is in the list before what is in it, which may lead back to it.
    this.made.push({ kind, entries: [] });
    const slots = [...state.eachSlot({ object: id })];
    const entries = slots
      .filter(([slot]) => !slot.startsWith('i:'))
      .map(([slot, content]) => [this.#key(slot, content), this.content(content)] as const);
    const [length, time] = ['i:length', 'i:time'].map((name) => slots.find(([slot]) => slot === name)?.[1]);
    this.made[number] = {
      kind,
      entries,
      ...(typeof length === 'number' && { length }),
      ...(typeof time === 'number' && { time }),
    };
    return number;
  }

  #key(slot: string, content: Slot): PlantedContent {
    const key = detailOf(content)?.key;
    return key === undefined ? { value: slot.slice(2) } : this.content(key);
  }

  #objectProblem(content: Slot, value: Extract<Value, { type: 'object' }>): string | undefined {
    const info = infoOf(this.then, content);
    if (info === undefined) return `what the ${value.class} held is not in the file`;
    if (this.matching.counterpart(info.id) !== undefined) return undefined;
    const known = this.#problems.get(info.id);
    if (known !== undefined) return known ?? undefined;
    // While what is in it is looked at: it may lead back here.
    this.#problems.set(info.id, null);
    const problem = this.#madeProblem(info.id, value.class, info.described);
    this.#problems.set(info.id, problem ?? null);
    return problem;
  }

  #madeProblem(id: ObjectId, name: string, described: boolean): string | undefined {
    if (PLAIN[name] === undefined) return `${article(name)} ${name} cannot be made from a file: only plain data can`;
    if (!described) return `what the ${name} held is not in the file`;
    for (const [slot, content] of this.then.state.eachSlot({ object: id })) {
      if (STRUCTURE.test(slot) || slot === 'i:time') continue;
      if (slot.startsWith('s:')) return 'a symbol names something in it';
      const key = detailOf(content)?.key;
      const problem = this.problem(content) ?? (key === undefined ? undefined : this.problem(key));
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
}

/** Classes of Python whose values their text is enough for. */
const LITERALS: ReadonlySet<string> = new Set(['NoneType', 'bool', 'bytes', 'complex']);

function isAccessor(content: Slot): boolean {
  const detail = detailOf(content);
  return detail !== undefined && (detail.get ?? detail.set) !== undefined;
}

function article(name: string): string {
  return /^[AEIOU]/u.test(name) ? 'an' : 'a';
}
