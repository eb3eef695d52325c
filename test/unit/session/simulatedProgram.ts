/**
 * A program that stands still, with a session at its side: values that can be changed, captured and restored, and a
 * writer that can be told to misbehave. What the client does over the wire is done here in a few lines.
 */
import assert from 'node:assert/strict';
import type { PlanParams, PlanTarget, RollbackPlan, RollbackReport, WriteOrder } from '../../../server/protocol';
import { Rollbacks } from '../../../server/session/rollback';
import { Session } from '../../../server/session/session';
import type { Capture, Slot } from '../../../server/value';
import { ACCOUNT, inFrame, inObject, MAIN, reference, TALLY } from './captures';

/** `total` is a variable; `account.balance` a property. */
export type Values = Readonly<Record<string, Slot>>;

const PROPERTY = /^account\./;

export class SimulatedProgram {
  readonly session = new Session('s', 'bank');
  readonly rollbacks = new Rollbacks(this.session);
  values: Values;
  keepBranches = 50;
  /** Says that it writes these, and does not. */
  readonly deaf = new Set<string>();
  /** Writing the first also changes the second, which is the same place seen twice. */
  readonly aliases = new Map<string, string>();
  #epoch = 0;
  #stop = 1;
  #told: Values = {};
  readonly #mementos = new Map<number, Values>();
  #time = 0;

  constructor(values: Values) {
    this.values = values;
  }

  /** The program runs, and stops with other values. */
  run(values: Values): void {
    this.#stop++;
    this.edit(values);
    this.look();
  }

  /** Somebody changes values while it stands still. */
  edit(values: Values): void {
    this.values = { ...this.values, ...values };
  }

  look(): void {
    this.session.observe(this.capture());
  }

  savepoint(name: string): void {
    this.session.savepoint(this.capture(), name, undefined);
  }

  capture(): Capture {
    const changed = Object.entries(this.values).filter(([path, value]) => this.#told[path] !== value);
    const first = this.#epoch === 0;
    const epoch = ++this.#epoch;
    this.#mementos.set(epoch, this.values);
    this.#told = this.values;
    const properties = changed.filter(([path]) => path.startsWith('account.'));
    const variables = changed.filter(([path]) => !path.startsWith('account.'));
    return {
      epoch,
      stop: this.#stop,
      frames: [MAIN],
      objects: first ? [ACCOUNT] : [],
      changes: [
        inFrame(MAIN, { ...Object.fromEntries(variables), ...(first && { account: reference(ACCOUNT) }) }),
        inObject(ACCOUNT, Object.fromEntries(properties.map(([path, value]) => [path.replace(PROPERTY, 'p:'), value]))),
      ],
      tally: TALLY,
    };
  }

  plan(target: PlanTarget, more: Partial<PlanParams> = {}): { plan: RollbackPlan; order: WriteOrder } {
    const retained = this.session.retained();
    for (const epoch of this.#mementos.keys()) if (!retained.includes(epoch)) this.#mementos.delete(epoch);
    return this.rollbacks.plan({ session: 's', capture: this.capture(), target, sameCalls: 'proved', ...more });
  }

  rollBack(target: PlanTarget | string, more: Partial<PlanParams> = {}): RollbackReport {
    const goal = typeof target === 'string' ? ({ kind: 'savepoint', savepoint: target } as const) : target;
    const { plan, order } = this.plan(goal, more);
    return this.carryOut(plan, order);
  }

  carryOut(plan: RollbackPlan, first: WriteOrder): RollbackReport {
    let order = first;
    for (let round = 0; round < 2; round++) {
      this.write(order);
      const settlement = this.rollbacks.settle({
        session: 's',
        plan: plan.id,
        capture: this.capture(),
        failures: [],
        onPartialFailure: 'undo',
        at: ++this.#time,
        keepBranches: this.keepBranches,
      });
      if (settlement.kind === 'report') return settlement.report;
      order = settlement.order;
    }
    return assert.fail('The server asked twice to put back.');
  }

  write({ epoch, writes }: WriteOrder): void {
    const memento = this.#mementos.get(epoch);
    assert.ok(memento, `epoch ${epoch} was given up and is asked for`);
    for (const { owner, slots } of writes) {
      const paths = Object.keys(memento).filter((path) => path.startsWith('account.') === 'object' in owner);
      for (const path of paths) {
        const slot = path.replace(PROPERTY, 'p:');
        if ((slots !== undefined && !slots.includes(slot)) || this.deaf.has(path)) continue;
        const alias = this.aliases.get(path);
        const value = memento[path] ?? null;
        this.edit({ [path]: value, ...(alias !== undefined && { [alias]: value }) });
      }
    }
  }
}
