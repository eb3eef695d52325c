/**
 * The texts that are evaluated in the debuggee. Each begins with the loops over private fields, since V8 lets a text
 * name them only at its top level and before any function in it.
 */
import { inOutermostRealm, linkToOutermostRealm } from './realms';
import type { BindingWrite } from './probe/bindings';
import type { PrivateAccess } from './privateNames';
import type { ClassNames } from './probe/classes';
import { isGivenByCall, type FrameSpec } from './probe/frameSpec';
import type { CaptureOptions } from './probe/probe';
import type { ObjectWrite } from './probe/restore';

/** An expression that uses private names, by accesses in the order of their places. */
export interface PrivateExpression {
  readonly expression: string;
  readonly accesses: readonly PrivateAccess[];
}

/** How a text reaches the probe: by syntax alone where it can, since a frame may hide any name. */
export type Home = 'boolean' | 'global';

export class Texts {
  readonly #probe: string;

  constructor(
    key: string,
    home: Home,
    /** The private names that the program is known to use, with their `#`. */
    readonly privateNames: ReadonlySet<string>,
  ) {
    this.#probe = `${home === 'boolean' ? 'true' : 'globalThis'}[${literal(key)}]`;
  }

  /** Begins the capture of an epoch. */
  start(epoch: number): string {
    return `${this.#probe}.start(${epoch});`;
  }

  readPrivates(): string {
    const probe = this.#probe;
    const all = this.#eachPrivateName(
      (name) => `for(;${probe}.more("${name}");)${probe}.took(${probe}.object.${name});`,
    );
    // Twice, since a field may lead to an object with a field of a name that was done before.
    return all + all;
  }

  writePrivates(): string {
    const probe = this.#probe;
    return this.#eachPrivateName(
      (name) => `for(;${probe}.moreToWrite("${name}");${probe}.wrote())${probe}.target.${name}=${probe}.value;`,
    );
  }

  #eachPrivateName(text: (name: string) => string): string {
    return [...this.privateNames].map(text).join('');
  }

  frame(index: number, spec: FrameSpec): string {
    return `${this.#probe}.frame(${index},${literal(spec)},${accessors(spec)});`;
  }

  capture(options: CaptureOptions): string {
    return `${this.#probe}.capture(${literal(options)})`;
  }

  learn(classes: readonly ClassNames[]): string {
    return `${this.#probe}.learn(${literal(classes)});`;
  }

  /** @param rounds whether the capture may ask for a further evaluate */
  resume(rounds: 'more' | 'last'): string {
    return `${this.#probe}.${rounds === 'more' ? 'resume' : 'last'}()`;
  }

  told(epoch: number): string {
    return `${this.#probe}.told(${epoch})`;
  }

  describe(objects: readonly number[]): string {
    return `${this.#probe}.describe(${literal(objects)})`;
  }

  restore(
    { epoch, before = 0 }: { readonly epoch: number; readonly before?: number | undefined },
    objects: readonly ObjectWrite[],
    bindings: readonly BindingWrite[],
  ): string {
    return `${this.#probe}.restore(${literal({ epoch, before, objects, bindings })});`;
  }

  assign(activation: number, spec: FrameSpec | undefined): string {
    return `${this.#probe}.assign(${activation},${accessors(spec)})`;
  }

  restored(): string {
    return `${this.#probe}.restored()`;
  }

  /** Assigns and ends the restore. */
  assignAll(activation: number, spec: FrameSpec | undefined): string {
    return `${this.#probe}.finished(${this.assign(activation, spec)});`;
  }

  withWritten(reply: string): string {
    return `${this.#probe}.withWritten(${reply})`;
  }

  /** Makes a list of a piece of memory and these objects. */
  present(objects: readonly number[]): string {
    return `${this.#probe}.present(${literal(objects)})`;
  }

  memory(): string {
    return `${this.#probe}.memory`;
  }

  plant(data: object): string {
    return `${this.#probe}.plant(${literal(data)});`;
  }

  /** A name that is not declared would become a new global variable, so it is read first. */
  plantVariable(write: number, name: string): string {
    const assigns = `${name};${name}=${this.#probe}.planted(${write})`;
    return `try{${assigns}}catch(error){${this.#probe}.notPlanted(${write},error)}`;
  }

  /** Private fields of a name, one after the other; where one throws, the text goes on behind it when it is evaluated again. */
  plantPrivates(name: string): string {
    const probe = this.#probe;
    return `for(;${probe}.morePlanted(${literal(name)});${probe}.wasPlanted())${probe}.plantedInto.#${name}=${probe}.plantedValue;`;
  }

  allPlanted(): string {
    return `${this.#probe}.allPlanted()`;
  }

  /** Expressions with private names come first and are not caught: where one throws, the text does. */
  evaluate(privates: readonly PrivateExpression[], plain: readonly string[]): string {
    const first = privates.map((item) => `${this.#probe}.shown((${this.#guarded(item)}\n))`);
    const rest = plain.map((expression) => `()=>(${expression}\n)`);
    return `${this.#probe}.evaluate([${first.join(',')}],[${rest.join(',')}])`;
  }

  /** The whole of what the last evaluation came to. */
  results(): string {
    return `${this.#probe}.results`;
  }

  /** Has the probe look at whatever a private name is read of: V8 ends the process where that is a number. */
  #guarded({ expression, accesses }: PrivateExpression): string {
    const marks = accesses.flatMap(({ start, end, isChained }) => [
      { at: start, text: `${this.#probe}.holder(`, isEnd: false },
      { at: end, text: isChained ? ')?' : ')', isEnd: true },
    ]);
    // From the end, so that offsets hold; what begins at one place nests, and what ends there does too.
    marks.sort((a, b) => b.at - a.at || Number(a.isEnd) - Number(b.isEnd));
    return marks.reduce((text, { at, text: mark }) => text.slice(0, at) + mark + text.slice(at), expression);
  }

  dispose(): string {
    return `${this.#probe}.dispose();""`;
  }
}

/** The text that brings the probe in; evaluated globally, so that no name of the frame gets in its way. */
export function injection(probe: string, key: string, firstId: number): string {
  return `(0,eval)(${literal(inOutermostRealm(wholeProbe(probe, key, firstId), key))})`;
}

/** The same for a program that forbids `eval`. */
export function plainInjection(probe: string, key: string, firstId: number): string {
  return wholeProbe(probe, key, firstId);
}

/** The text that makes a probe of an outer realm known in a frame's own. */
export function linking(key: string): string {
  return `(0,eval)(${literal(linkToOutermostRealm(key))})`;
}

function wholeProbe(probe: string, key: string, firstId: number): string {
  return `(()=>{let installSavepointProbe;${probe};return installSavepointProbe(${literal(key)},${firstId})})()`;
}

/** A getter and a setter for each name. The setter's parameter has a name that no program uses. */
function accessors(spec: FrameSpec | undefined): string {
  // An assignment to `arguments` would be a syntax error in strict code.
  const pairs = (spec?.names ?? []).map(([name]) =>
    isGivenByCall(name) ? `[()=>${name},()=>{}]` : `[()=>${name},savepointValue=>{${name}=savepointValue}]`,
  );
  return `[${pairs.join(',')}]`;
}

/** JSON is a subset of the language. Nothing in it is left out, lest a polluted prototype fill it in. */
function literal(value: unknown): string {
  return JSON.stringify(value);
}
