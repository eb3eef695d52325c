/** Captures written by hand: what a probe would send of a small program, with only what a test is about spelled out. */
import type { Capture, CapturedFrame, ObjectInfo, OwnerChanges, Slot, Tally } from '../../../server/value';

export const TALLY: Tally = { cells: 4, restorable: 4, reasons: [] };

export const MAIN: CapturedFrame = { activation: 1, function: 'main', source: '/bank.js', line: 20, depth: 0 };
export const TRANSFER: CapturedFrame = { activation: 2, function: 'transfer', source: '/bank.js', line: 10, depth: 1 };

export const ACCOUNT: ObjectInfo = {
  id: 1,
  class: 'Account',
  kind: 'object',
  origin: { frame: 1, name: 'account' },
  described: true,
  size: 2,
};
export const OWNER: ObjectInfo = {
  id: 2,
  class: 'Object',
  kind: 'object',
  origin: { object: 1, slot: 'p:owner' },
  described: true,
  size: 1,
};

export function reference(object: ObjectInfo): Slot {
  return { type: 'object', id: object.id, class: object.class };
}

export function inFrame(frame: CapturedFrame, slots: Record<string, Slot | null>): OwnerChanges {
  return { owner: { frame: frame.activation }, slots: Object.entries(slots) };
}

export function inObject(object: ObjectInfo, slots: Record<string, Slot | null>): OwnerChanges {
  return { owner: { object: object.id }, slots: Object.entries(slots) };
}

let epoch = 0;

export function capture(news: Partial<Capture>): Capture {
  return { epoch: ++epoch, frames: [MAIN], objects: [], changes: [], tally: TALLY, ...news };
}

/** `main` with a local number and an account that has an owner. */
export function firstCapture(): Capture {
  return capture({
    objects: [ACCOUNT, OWNER],
    changes: [
      inFrame(MAIN, { total: 10, account: reference(ACCOUNT) }),
      inObject(ACCOUNT, { 'p:balance': 100, 'p:owner': reference(OWNER) }),
      inObject(OWNER, { 'p:name': 'Ada' }),
    ],
  });
}
