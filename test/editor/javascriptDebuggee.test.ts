/** The JavaScript debuggee over js-debug itself, by `customRequest`, as the extension drives it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import probe from 'savepoint:probe';
import * as vscode from 'vscode';
import type { DapPort, FrameToCapture, RestoredAndRead, RestoreRequest } from '../../client/debuggee/debuggee';
import { JavaScriptDebuggee } from '../../client/debuggee/javascript/javaScriptDebuggee';
import type { Capture, CapturedFrame, Owner, Slot } from '../../server/value';
import { nextStop, stoppedThread } from './support/adapterTraffic';
import { endDebugging, evaluateJson, stack, startDebugging, step, stepToLine } from './support/debugging';
import { copyFixture } from './support/workspace';

const budget = { described: 1_000, objects: 100_000, milliseconds: 5_000 };

describe('the JavaScript debuggee over js-debug', () => {
  let debugged: Debugged;
  // The extension's own probe would come in whenever it gets to it.
  before(() => checkAtEveryStop(false));
  after(() => checkAtEveryStop(undefined));
  afterEach(endDebugging);

  it('restores objects in place: identity, cycles, order, keys, length, private fields, shared variables', async () => {
    debugged = await Debugged.start('BEFORE');
    const before = await debugged.capture(['damage', 'main']);
    await debugged.stepTo('AFTER');
    assert.deepEqual(await debugged.ask('[fee, tries, audits, account.balance, account.pins()]'), [
      50,
      1,
      1,
      -400,
      [99, 99],
    ]);
    const after = await debugged.capture(['damage', 'main'], before.frames);
    assert.deepEqual(activations(after), activations(before));

    await debugged.restore(before, after);
    assert.deepEqual(await debugged.ask('[fee, tries, audits, account.balance, account.pins()]'), [
      2,
      0,
      0,
      100,
      [1, 1],
    ]);
    assert.deepEqual(
      await debugged.ask(
        '[order.left === order.right, order.self === order, order.left.n, order.items, Object.keys(order)]',
      ),
      [true, true, 1, [1, 2, 3], ['note', 'left', 'right', 'items', 'self', 'loud', 'proxy']],
    );
    assert.deepEqual(await debugged.ask('[...prices]'), [['apple', 1], ['pear', 2]]); // prettier-ignore
    const readBack = await debugged.capture(['damage', 'main'], after.frames);
    assert.equal(slotOf(readBack, { frame: frameOf(readBack, 'damage').activation }, 'fee'), 2);
    assert.deepEqual((await debugged.capture(['damage', 'main'], readBack.frames)).changes, []);
    assert.equal(await debugged.ask('toStrings'), 0, 'no code of the program was run');
  });

  it('takes no more than four requests per frame for a savepoint and for a whole rollback', async () => {
    debugged = await Debugged.start('BEFORE');
    const count = (from: number) => debugged.requests.length - from;
    const before = await debugged.capture(['damage']);
    assert.ok(count(0) <= 1 + 4, debugged.requests.join(' '));
    const again = await debugged.measure(() => debugged.capture(['damage'], before.frames));
    assert.equal(again.requests, 1);
    await debugged.stepTo('AFTER');
    const rollback = await debugged.measure(async () => {
      const now = await debugged.capture(['damage'], before.frames);
      return debugged.restoreAndCapture(before, now, ['damage']);
    });
    assert.equal(rollback.requests, 2, debugged.requests.join(' '));
    assert.deepEqual(rollback.result.written.failures, []);
    assert.equal(slotOf(rollback.result.readBack, { frame: frameOf(before, 'damage').activation }, 'fee'), 2);
    assert.deepEqual((await debugged.capture(['damage'], rollback.result.readBack.frames)).changes, []);
    assert.deepEqual(await debugged.ask('[fee, account.balance, account.pins()]'), [2, 100, [1, 1]]);
    const two = await debugged.measure(() => debugged.capture(['damage', 'main']));
    assert.ok(two.requests <= 8, debugged.requests.join(' '));
  });

  it('tells activations apart by their variables, without evidence from stepping', async () => {
    debugged = await Debugged.start('BEFORE');
    const first = await debugged.capture(['damage', 'main']);
    await step(debugged.session);
    const later = await debugged.capture(['damage', 'main']);
    assert.deepEqual(activations(later), activations(first), 'the same call');
    await step(debugged.session, 'continue');
    const second = await debugged.capture(['damage', 'main']);
    assert.notEqual(frameOf(second, 'damage').activation, frameOf(first, 'damage').activation, 'the loop called again');
    assert.equal(frameOf(second, 'damage').maybe, undefined);
    assert.equal(frameOf(second, 'main').activation, frameOf(first, 'main').activation);
  });

  it('keeps the calls of a recursion apart', async () => {
    debugged = await Debugged.start('RECURSION');
    const names = ['recurse', 'recurse', 'recurse', 'main'];
    const inner = await debugged.capture(names);
    assert.equal(new Set(activations(inner)).size, inner.frames.length);
    const seen = inner.frames.slice(0, 3).map(({ activation }) => slotOf(inner, { frame: activation }, 'seen'));
    assert.deepEqual(seen, [0, 10, 20]);
    await step(debugged.session, 'continue');
    const outer = await debugged.capture(names.slice(1));
    assert.deepEqual(activations(outer).slice(0, 3), activations(inner).slice(1, 4));
  });

  it('reports a variable that several frames see once, under the outermost', async () => {
    debugged = await Debugged.start('BEFORE');
    const capture = await debugged.capture(['damage', 'main']);
    const owners = capture.changes.filter(({ slots }) => slots.some(([name]) => name === 'audits'));
    assert.equal(owners.length, 1);
    assert.equal(capture.frames.at(-1)?.scope, 'closure');
    assert.deepEqual(owners[0]?.owner, { frame: capture.frames.at(-1)?.activation });
  });

  it('evaluates rules in one request', async () => {
    debugged = await Debugged.start('BEFORE');
    await debugged.capture(['damage']);
    const [{ frameId }] = (await debugged.frames(['damage'])) as [FrameToCapture];
    const expressions = ['account.balance >= 0', 'fee > 100', 'order', 'nobody > 1', 'account.zip.zap', '('];
    const { requests, result } = await debugged.measure(() => debugged.debuggee.evaluate(frameId, expressions));
    assert.equal(requests, 1);
    assert.deepEqual(
      result.map(({ value }) => value),
      ['true', 'false', 'other', 'not-in-scope', 'error', 'error'],
    );
  });

  it('leaves nothing behind', async () => {
    debugged = await Debugged.start('BEFORE');
    const everything = `[Boolean.prototype, globalThis].flatMap((o) => Reflect.ownKeys(o).map(String))`;
    const before = await debugged.ask(everything);
    await debugged.capture(['damage']);
    assert.notDeepEqual(await debugged.ask(everything), before);
    const [{ frameId }] = (await debugged.frames(['damage'])) as [FrameToCapture];
    await debugged.debuggee.dispose(frameId);
    assert.deepEqual(await debugged.ask(everything), before);
  });

  it('leaves nothing behind in a program that runs, either', async () => {
    debugged = await Debugged.start('PAUSED', 'waiting.js');
    await debugged.capture(['wait']);
    await debugged.ask('watched = Reflect.ownKeys(Boolean.prototype)');
    const gone = nextStop(() => true);
    await debugged.session.customRequest('continue', { threadId: stoppedThread(debugged.session) });
    await debugged.debuggee.dispose(undefined);
    await gone;
    assert.equal((await stack(debugged.session))[0]?.line, debugged.lineOf('GONE'));
  });
});

async function checkAtEveryStop(value: boolean | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('savepoint');
  await settings.update('checkAtEveryStop', value, vscode.ConfigurationTarget.Global);
}

class Debugged implements DapPort {
  readonly requests: string[] = [];
  readonly debuggee = new JavaScriptDebuggee(this, probe);

  private constructor(
    readonly session: vscode.DebugSession,
    readonly text: string,
  ) {}

  static async start(mark: string, file = 'shop.js'): Promise<Debugged> {
    const program = `${await copyFixture('probe')}/${file}`;
    const text = await readFile(program, 'utf8');
    return new Debugged(await startDebugging({ program, breakpoints: [lineOf(text, mark)] }), text);
  }

  lineOf(mark: string): number {
    return lineOf(this.text, mark);
  }

  async request(command: string, args: unknown): Promise<never> {
    this.requests.push(command);
    return (await this.session.customRequest(command, args)) as never;
  }

  async stepTo(mark: string): Promise<void> {
    await stepToLine(this.session, this.lineOf(mark));
  }

  /** The innermost frames of those functions, in order; with their activations, where they are known. */
  async frames(names: readonly string[], known: readonly CapturedFrame[] = []): Promise<FrameToCapture[]> {
    const frames = await stack(this.session);
    const depthOf = (index: number) => frames.length - 1 - index;
    return names.map((name, index) => {
      const frame = frames[index];
      assert.equal(frame?.name.replace(/^global\./, ''), name);
      const activation = known.find(({ depth }) => depth === depthOf(index))?.activation;
      return {
        frameId: frame.id,
        function: name,
        source: frame.source?.path ?? '',
        readSource: () => Promise.resolve(this.text),
        line: frame.line,
        column: frame.column,
        depth: depthOf(index),
        ...(activation !== undefined && { activation }),
      };
    });
  }

  async capture(names: readonly string[], known: readonly CapturedFrame[] = []): Promise<Capture> {
    return this.debuggee.capture({ frames: await this.frames(names, known), budget, retain: ALL });
  }

  /** Writes back all that has changed between two captures, and asserts that nothing was refused. */
  async restore(target: Capture, now: Capture): Promise<void> {
    const { failures } = await this.debuggee.restore(await this.#undoing(target, now));
    assert.deepEqual(failures, []);
  }

  async restoreAndCapture(target: Capture, now: Capture, names: readonly string[]): Promise<RestoredAndRead> {
    const frames = await this.frames(names, now.frames);
    return this.debuggee.restoreAndCapture(await this.#undoing(target, now), { frames, budget, retain: ALL });
  }

  async #undoing(target: Capture, now: Capture): Promise<RestoreRequest> {
    const frames = await stack(this.session);
    const created = new Set(now.objects.map(({ id }) => id));
    return {
      epoch: target.epoch,
      frames: now.frames.flatMap(({ activation }, index) => {
        const id = frames[index]?.id;
        return id === undefined ? [] : [{ frameId: id, activation }];
      }),
      writes: now.changes.flatMap(({ owner }) => ('object' in owner && created.has(owner.object) ? [] : [{ owner }])),
    };
  }

  async measure<T>(run: () => Promise<T>): Promise<{ result: T; requests: number }> {
    const from = this.requests.length;
    const result = await run();
    return { result, requests: this.requests.length - from };
  }

  ask(expression: string): Promise<unknown> {
    return evaluateJson(this.session, expression);
  }
}

/** Every epoch that a test makes. */
const ALL = [1, 2, 3, 4, 5, 6, 7, 8];

function lineOf(text: string, mark: string): number {
  return text.split('\n').findIndex((line) => line.endsWith(`// ${mark}`)) + 1;
}

function activations({ frames }: Capture): number[] {
  return frames.map(({ activation }) => activation);
}

function frameOf({ frames }: Capture, name: string): CapturedFrame {
  const frame = frames.find((item) => item.function === name);
  assert.ok(frame);
  return frame;
}

function slotOf({ changes }: Capture, owner: Owner, slot: string): Slot | null | undefined {
  const found = changes.find((item) => JSON.stringify(item.owner) === JSON.stringify(owner));
  return found?.slots.find(([name]) => name === slot)?.[1];
}
