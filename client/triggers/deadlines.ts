/** Sets a program going and pauses it when a deadline passes; the stop is then known as the deadline's. */
import type * as vscode from 'vscode';
import type { DeadlineOutcome, RulePolicy } from '../apiTypes';
import type { DapPort } from '../debuggee/debuggee';
import { isRunning } from '../sessions/refusals';
import type { StandingPlaces, Stop } from '../sessions/stops';
import type { Cause } from './decideTrigger';

/** How long a program may take to pause when it is asked to, in milliseconds. */
const PATIENCE = 3_000;

export class Deadlines {
  readonly #passed = new WeakMap<Stop, Cause>();

  constructor(private readonly stops: StandingPlaces) {}

  /** What the deadline that brought a program to this stop leads to; undefined where none did. */
  passedAt(stop: Stop): Cause | undefined {
    return this.#passed.get(stop);
  }

  /** Resolves when the program stands again or has ended, or does not pause. */
  async run(
    session: vscode.DebugSession,
    port: DapPort,
    milliseconds: number,
    policy: Exclude<RulePolicy, 'report'>,
  ): Promise<DeadlineOutcome> {
    const from = this.stops.stopOf(session);
    if (from === undefined) throw isRunning(session);
    const { threadId } = from;
    let phase: 'running' | 'late' = 'running';
    return new Promise((resolve, reject) => {
      const settle = (outcome: DeadlineOutcome): void => {
        clearTimeout(timer);
        // A program that does not pause now does so later, and is late all the same.
        if (outcome !== 'does-not-pause') for (const subscription of subscriptions) subscription.dispose();
        resolve(outcome);
      };
      const subscriptions = [
        this.stops.onDidStop((event) => {
          if (event.session.id !== session.id || event.stop === from) return;
          if (phase === 'late') this.#passed.set(event.stop, causeOf(session, milliseconds, policy));
          settle(phase === 'late' ? 'passed' : 'in-time');
        }),
        this.stops.onDidEnd((ended) => {
          if (ended.id === session.id) settle('ended');
        }),
      ];
      const fail = (error: unknown): void => {
        clearTimeout(timer);
        for (const subscription of subscriptions) subscription.dispose();
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      let timer = setTimeout(() => {
        phase = 'late';
        timer = setTimeout(() => settle('does-not-pause'), PATIENCE);
        port.request('pause', { threadId }).catch(fail);
      }, milliseconds);
      port.request('continue', { threadId }).catch(fail);
    });
  }
}

function causeOf({ name }: vscode.DebugSession, milliseconds: number, policy: RulePolicy): Cause {
  const message = `'${name}' was still running when its deadline of ${describeTime(milliseconds)} had passed.`;
  return { trigger: 'deadline', key: 'deadline', policy, message };
}

/** `1.5 s`, `200 ms`. */
export function describeTime(milliseconds: number): string {
  return milliseconds < 1_000 ? `${milliseconds} ms` : `${Number((milliseconds / 1_000).toFixed(2))} s`;
}

/** Milliseconds of `5`, `1.5 s`, `200 ms`, `2 min`: seconds if nothing is said. Undefined of anything else. */
export function readTime(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|min)?\s*$/u.exec(text);
  const milliseconds = Number(match?.[1]) * (UNITS[match?.[2] ?? 's'] ?? Number.NaN);
  return milliseconds >= 1 && milliseconds <= LONGEST ? Math.round(milliseconds) : undefined;
}

const UNITS: Partial<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000 };
/** A day. */
const LONGEST = 86_400_000;
