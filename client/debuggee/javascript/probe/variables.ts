/**
 * One variable of the program, as getters and setters made by evaluates reach it.
 *
 * A setter that was kept from an earlier evaluate writes a variable that inner functions capture for real, and a dead
 * copy of any other. So whether two names are the same variable can be tested: write a token through the one, read it
 * through the other, put the old value back. Nothing else runs meanwhile.
 */
import type { Accessors, NameSpec } from './frameSpec';
import { dataValue, foreign, GLOBAL } from './intrinsics';
import type { Activation, Variable } from './model';
import { append, getOwnPropertyDescriptor, getPrototypeOf, isObject, realm, same } from './safe';
import { Unavailable } from './unavailable';

export function read(get: () => unknown): unknown {
  try {
    return get();
  } catch (error) {
    return new Unavailable(whyNot(error));
  }
}

function whyNot(error: unknown): string {
  const message = typeof error === 'object' && error !== null ? dataValue(error, 'message') : undefined;
  return typeof message === 'string' ? message : 'it could not be read';
}

/** An activation's variable of that name and declaration: a name alone may mean several. */
export function own(activation: Activation, name: string, declaration: number): Variable | undefined {
  for (let i = 0; i < activation.variables.length; i++) {
    const variable = activation.variables[i] as Variable;
    if (variable.name === name && variable.declaration === declaration) return variable;
  }
  return undefined;
}

export function hasName(activation: Activation, name: string): boolean {
  for (let i = 0; i < activation.variables.length; i++) if (activation.variables[i]?.name === name) return true;
  return false;
}

export function define(owner: Activation, spec: NameSpec, accessors: Accessors): Variable {
  const variable: Variable = {
    owner,
    name: spec[0],
    declaration: spec[3],
    isConstant: spec[2],
    get: accessors[0],
    set: accessors[1],
    isShared: false,
    value: undefined,
    seen: 0,
  };
  append(owner.variables, variable);
  return variable;
}

export function isSameVariable(variable: Variable, accessors: Accessors): boolean {
  if (!variable.isConstant) {
    const isSame = isSameByToken(variable, accessors);
    if (isSame !== undefined) return isSame;
  }
  // It can't be written, so it can't be tested; what holds the same value cannot be told apart anyway.
  return same(read(variable.get), read(accessors[0]));
}

/** Whether a kept variable is the one that is seen now; undefined if it can't be tested. */
export function isSameByToken(variable: Variable, accessors: Accessors): boolean | undefined {
  const token = {};
  let before: unknown;
  try {
    before = variable.get();
    variable.set(token);
  } catch {
    return undefined;
  }
  try {
    const isSame = accessors[0]() === token;
    variable.isShared ||= isSame;
    return isSame;
  } catch {
    return undefined;
  } finally {
    variable.set(before);
  }
}

/** The engine keeps no variable that nothing uses, and a source may not be what runs. */
export function isOutOfReach(name: string, get: () => unknown): boolean {
  const value = read(get);
  return Unavailable.is(value) && value.reason === `${name} is not defined`;
}

/** Whether `this` is nothing that belongs to the frame. */
export function isNothing(get: () => unknown): boolean {
  const value = read(get);
  return value === undefined || (isObject(value) && foreign.get(value) === GLOBAL);
}

/** Whether a name that the client found nowhere in the source is a property of the global object. */
export function isGlobal(name: string, get: () => unknown): boolean {
  if (name === 'this') return false;
  for (let holder: object | null = realm; holder !== null; holder = getPrototypeOf(holder)) {
    const descriptor = getOwnPropertyDescriptor(holder, name);
    if (descriptor === undefined) continue;
    // An accessor is not called to find out.
    if (descriptor.get !== undefined || descriptor.set !== undefined) return true;
    return same(descriptor.value, read(get));
  }
  return false;
}
