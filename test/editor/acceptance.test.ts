/**
 * The acceptance suite: the same scenarios under each debugger, in one debug session each, in a call of their own. What a
 * scenario proves is read by the debugger itself, not by Savepoint.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { SavepointApi } from '../../client/apiTypes';
import { assertRestored } from './support/assertRestored';
import {
  endDebugging,
  evaluate,
  evaluateJson,
  evaluatePython,
  stack,
  startDebugging,
  step,
  stepToLine,
} from './support/debugging';
import { refusalOf } from './support/refusal';
import { savepointApi } from './support/savepointApi';
import { type DebuggerName, DEBUGGERS, expectedOf, type Scenario } from './support/scenarioTable';
import { copyFixture } from './support/workspace';

/** What the program holds, as the debugger reads it. */
interface Values {
  readonly step: number;
  readonly total: number;
  /** By the name that keeps it. */
  readonly count: number;
  readonly aliased: boolean;
  readonly cyclic: boolean;
}

interface Subject {
  readonly file: string;
  /** Gives the launch configuration's attributes that a Node program has not. */
  readonly configure: (source: string) => Readonly<Record<string, unknown>>;
  readonly read: (session: vscode.DebugSession) => Promise<unknown>;
  /** An assignment that the debugger evaluates. */
  readonly edit: string;
}

const SUBJECTS: Readonly<Record<DebuggerName, Subject>> = {
  'js-debug': {
    file: 'scenarios.js',
    configure: () => ({}),
    read: (session) =>
      evaluateJson(
        session,
        '{ step, total: order.total, count: order.lines.count, aliased: order.alias === order.lines, cyclic: order.self === order }',
      ),
    edit: 'order.total = 1000',
  },
  debugpy: {
    file: 'scenarios.py',
    configure: () => ({ type: 'debugpy' }),
    read: (session) =>
      evaluatePython(
        session,
        '{"step": step, "total": order.total, "count": order.lines.count, "aliased": order.alias is order.lines, "cyclic": order.self is order}',
      ),
    edit: 'setattr(order, "total", 1000)',
  },
  lldb: {
    file: 'scenarios.cpp',
    configure: (source) => ({ type: 'lldb-vscode', program: compiled(source) }),
    read: async (session) => {
      const texts: string[] = [];
      const asked = [
        'step',
        'order->total',
        'order->lines->count',
        'order->alias == order->lines',
        'order->self == order',
      ];
      for (const expression of asked) texts.push(await evaluate(session, expression));
      const [step, total, count, aliased, cyclic] = texts.map((text) => JSON.parse(text) as unknown);
      return { step, total, count, aliased, cyclic };
    },
    edit: 'order->total = 1000',
  },
};

function compiled(source: string): string {
  const program = source.replace(/\.cpp$/u, '');
  execFileSync('/usr/bin/g++', ['-g', '-O0', '-std=c++17', '-o', program, source]);
  return program;
}

type Mark = 'FIRST' | 'UNALIASED' | 'LAST';

const VALUES: Readonly<Record<Mark, Values>> = {
  FIRST: { step: 0, total: 10, count: 1, aliased: true, cyclic: true },
  UNALIASED: { step: 1, total: 20, count: 5, aliased: false, cyclic: true },
  LAST: { step: 2, total: 30, count: 5, aliased: false, cyclic: false },
};

/** A program that stands at `FIRST`. */
interface Paused {
  readonly api: SavepointApi;
  readonly values: () => Promise<unknown>;
  readonly savepoints: () => Promise<readonly string[]>;
  readonly stepTo: (mark: Mark) => Promise<void>;
  readonly edit: () => Promise<unknown>;
  readonly line: () => Promise<number | undefined>;
  readonly lineOf: (mark: Mark) => number;
}

const ACTS: Readonly<Record<Scenario, (program: Paused) => Promise<void>>> = {
  alias: async ({ api, values, stepTo }) => {
    await api.savepoint('first');
    await stepTo('UNALIASED');
    assert.deepEqual(await values(), VALUES.UNALIASED);
    assertRestored(await api.rollbackTo('first'));
    assert.deepEqual(await values(), VALUES.FIRST);
    await stepTo('LAST');
    assert.deepEqual(await values(), { ...VALUES.FIRST, step: 2, total: 20, cyclic: false });
  },
  cycle: async ({ api, values, stepTo }) => {
    await stepTo('UNALIASED');
    await api.savepoint('unaliased');
    await stepTo('LAST');
    assert.deepEqual(await values(), VALUES.LAST);
    assertRestored(await api.rollbackTo('unaliased'));
    assert.deepEqual(await values(), VALUES.UNALIASED);
  },
  'nested savepoints': async ({ api, values, savepoints, stepTo }) => {
    await api.savepoint('outer');
    await stepTo('UNALIASED');
    await api.savepoint('inner');
    await stepTo('LAST');
    assertRestored(await api.rollbackTo('inner'));
    assert.deepEqual([await values(), await savepoints()], [VALUES.UNALIASED, ['outer', 'inner']]);
    await api.release('inner');
    assert.deepEqual([await values(), await savepoints()], [VALUES.UNALIASED, ['outer']]);
    assertRestored(await api.rollbackTo('outer'));
    assert.deepEqual([await values(), await savepoints()], [VALUES.FIRST, ['outer']]);
  },
  'partial rollback': async ({ api, values, stepTo }) => {
    await api.savepoint('first');
    await stepTo('LAST');
    assertRestored(await api.rollbackTo('first', { paths: ['order.total', 'step'] }));
    assert.deepEqual(await values(), { ...VALUES.LAST, step: 0, total: 10 });
  },
  undo: async ({ api, values, savepoints, stepTo }) => {
    await api.savepoint('first');
    await stepTo('UNALIASED');
    await api.savepoint('inner');
    await stepTo('LAST');
    assertRestored(await api.rollbackTo('first'));
    assertRestored(await api.undoRollback());
    assert.deepEqual([await values(), await savepoints()], [VALUES.LAST, ['first', 'inner']]);
    assertRestored(await api.redoRollback());
    assert.deepEqual([await values(), await savepoints()], [VALUES.FIRST, ['first']]);
  },
  rewind: async ({ api, values, stepTo, line, lineOf }) => {
    await api.savepoint('first');
    await stepTo('LAST');
    assertRestored(await api.rollbackTo('first', { rewind: 'line' }));
    assert.deepEqual([await values(), await line()], [VALUES.FIRST, lineOf('FIRST')]);
    await stepTo('LAST');
    assert.deepEqual(await values(), VALUES.LAST, 'it runs from there, and computes the same');
  },
  drift: async ({ api, values, stepTo, edit }) => {
    await api.savepoint('first');
    await stepTo('LAST');
    assert.deepEqual(await api.drift(), []);
    await edit();
    assert.deepEqual(
      (await api.drift()).map(({ path, by }) => [path, by]),
      [['order.total', 'outside']],
    );
    assertRestored(await api.rollbackTo('first'));
    assert.deepEqual(await values(), VALUES.FIRST);
  },
};

for (const name of Object.keys(DEBUGGERS) as DebuggerName[]) {
  describe(`the acceptance scenarios under ${name}`, () => {
    const { file, configure, read, edit } = SUBJECTS[name];
    let session: vscode.DebugSession;
    let program: Paused;

    before(async () => {
      const path = join(await copyFixture('scenarios'), file);
      const lines = (await readFile(path, 'utf8')).split('\n');
      const lineOf = (mark: Mark): number => lines.findIndex((line) => line.endsWith(mark)) + 1;
      const api = await savepointApi();
      session = await startDebugging({
        program: path,
        breakpoints: [lineOf('FIRST')],
        configuration: configure(path),
      });
      program = {
        api,
        values: () => read(session),
        savepoints: async () => (await api.state()).savepoints.map((savepoint) => savepoint.name),
        stepTo: (mark) => stepToLine(session, lineOf(mark)),
        edit: () => evaluate(session, edit),
        line: async () => (await stack(session))[0]?.line,
        lineOf,
      };
      assert.deepEqual(await program.values(), VALUES.FIRST);
    });
    afterEach('goes on to a call of its own', async () => {
      if ((await program.savepoints()).length > 0) await program.api.commit();
      await step(session, 'continue');
      assert.deepEqual([await program.line(), await program.values()], [program.lineOf('FIRST'), VALUES.FIRST]);
    });
    after(endDebugging);

    for (const [scenario, act] of Object.entries(ACTS) as [Scenario, (typeof ACTS)[Scenario]][]) {
      const outcome = expectedOf(scenario, name);
      if (outcome === 'passes') it(scenario, () => act(program));
      else {
        it(`${scenario}: refused`, async () => {
          const { message } = await refusalOf(act(program));
          assert.ok(message.includes(outcome.refused), message);
          assert.deepEqual([await program.line(), await program.values()], [program.lineOf('LAST'), VALUES.LAST]);
        });
      }
    }
  });
}
