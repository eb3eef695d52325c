/**
 * The operations of a session, and what follows the adapter's events, against sessions whose stops are reported late, early,
 * twice or not at all, on top of all that a hostile adapter does: no verdict claims more than the debuggee showed, nothing
 * hangs past its timeout, no rejection is unhandled, and the session works on.
 *
 * SAVEPOINT_HOSTILE_RUNS says how many sessions are made up, SAVEPOINT_HOSTILE_SEED which is the first.
 */
import assert from 'node:assert/strict';
import '../../standIns/vscode';
import { VariablesDebuggee } from '../../../client/debuggee/variables/variablesDebuggee';
import { SessionOperations } from '../../../client/sessions/sessionOperations';
import { Stops } from '../../../client/sessions/stops';
import type { RollbackReport } from '../../../server/protocol';
import { HostileAdapter } from './hostileAdapter';
import { HostileSession } from './hostileSession';
import { InProcessStore } from '../../standIns/inProcessStore';
import { type Cell, cellFinder, type Content, printed, Program } from './program';
import { Random } from './random';
import { VirtualClock } from './virtualClock';

const RUNS = Number(process.env['SAVEPOINT_HOSTILE_RUNS'] ?? 500);
const FIRST_SEED = Number(process.env['SAVEPOINT_HOSTILE_SEED'] ?? 1);

/** In virtual milliseconds: the limits of all that an operation may wait for, one after the other. */
const LONGEST = 120_000;

/** What the runs came to, so that it is seen that they tested something. */
const tested = { claims: 0, outcomes: new Map<string, number>(), faults: new Map<string, number>(), longest: 0 };

describe('a session on a hostile adapter', function () {
  this.timeout(3_600_000);
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  before(() => process.on('unhandledRejection', note));
  after(() => process.off('unhandledRejection', note));

  it(`works on, and has nothing claimed that the debuggee did not show, in ${RUNS} runs`, async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++)
      try {
        await new Run(seed).play();
      } catch (cause) {
        throw new Error(`Seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      }
    assert.deepEqual(unhandled, []);
    for (const outcome of ['restored', 'partial', 'undone', 'failed'])
      assert.ok((tested.outcomes.get(outcome) ?? 0) > RUNS / 50, `${outcome}: ${tested.outcomes.get(outcome) ?? 0}`);
    assert.ok(tested.claims > RUNS, `${tested.claims} claims were checked`);
    assert.equal(tested.faults.size, 8, [...tested.faults.keys()].join(', '));
  });
});

class Run {
  readonly #random: Random;
  readonly #clock = new VirtualClock();
  readonly #program: Program;
  readonly #hostile: HostileSession;
  readonly #stops = new Stops();
  readonly #store = new InProcessStore();
  readonly #operations: SessionOperations;

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.#program = new Program(this.#random);
    const adapter = new HostileAdapter(this.#program, this.#random, this.#clock);
    this.#hostile = new HostileSession(adapter, this.#random, this.#clock);
    const { session } = this.#hostile;
    const capabilities = () => adapter.capabilities;
    this.#operations = new SessionOperations(
      session,
      this.#hostile,
      new VariablesDebuggee('hostile', this.#hostile, capabilities, this.#clock),
      this.#store.asClient(),
      this.#stops,
      { correct: () => undefined, askAgain: () => undefined },
      () => 0,
      () => true,
      () => false,
      undefined as never,
      capabilities,
      undefined as never,
      undefined as never,
    );
    this.#stops.onDidStop(({ stop }) => {
      // What the extension does at each stop, whatever the user is doing.
      const seen = this.#operations.followStep(stop).then(() => this.#operations.lookAround('observe'));
      seen.catch(() => undefined);
    });
  }

  async play(): Promise<void> {
    const release = this.#clock.takeOver();
    try {
      this.#hostile.begin();
      const memories = new Map<string, ReadonlyMap<Cell, Content>>();
      for (let step = 0; step < 4; step++) {
        const name = `s${step}`;
        if (await this.#succeeds(this.#operations.savepoint(name)))
          memories.set(name, new Map(this.#hostile.adapter.shown));
        await this.#go();
        const target = [...memories.keys()].at(-1 - this.#random.below(memories.size || 1));
        if (target !== undefined) await this.#rollBack(target, memories.get(target) ?? new Map());
        for (const known of memories.keys())
          if (!this.#store.session.savepoints().some((savepoint) => savepoint.name === known)) memories.delete(known);
      }
      await this.#clock.drain();
      if (!this.#hostile.adapter.hasEnded) await this.#worksOn();
      assert.equal(this.#program.getterCalls, 0, 'what has side effects was read');
      this.#hostile.end();
      for (const [fault, times] of this.#hostile.met) tested.faults.set(fault, (tested.faults.get(fault) ?? 0) + times);
    } finally {
      release();
      this.#stops.dispose();
    }
  }

  /** Has the program go on, until the adapter says that it stands or will say nothing more. */
  async #go(): Promise<void> {
    const { session } = this.#hostile;
    this.#hostile.go();
    await this.#clock.passUntil(() => this.#stops.stopOf(session) !== undefined);
  }

  async #rollBack(target: string, then: ReadonlyMap<Cell, Content>): Promise<void> {
    let report: RollbackReport | undefined;
    // By the time that it is told: whatever looks at the program after it may be shown something else.
    let shown: ReadonlyMap<Cell, Content> = new Map();
    this.#hostile.adapter.shownSince.clear();
    const rollback = this.#operations.rollback({ kind: 'savepoint', savepoint: target }, {});
    await this.#succeeds(
      rollback.then((done) => {
        report = done;
        shown = new Map(this.#hostile.adapter.shown);
      }),
    );
    const outcome = report?.outcome ?? 'failed';
    tested.outcomes.set(outcome, (tested.outcomes.get(outcome) ?? 0) + 1);
    if (report !== undefined) this.#assertTrue(report, then, shown);
  }

  /** Once it behaves, everything comes back. */
  async #worksOn(): Promise<void> {
    this.#hostile.repent();
    await this.#go();
    await this.#timed(this.#operations.savepoint('last'));
    const then = new Map(this.#hostile.adapter.shown);
    await this.#go();
    this.#hostile.adapter.shownSince.clear();
    const report = await this.#timed(this.#operations.rollback({ kind: 'savepoint', savepoint: 'last' }, {}));
    this.#assertTrue(report, then, this.#hostile.adapter.shown);
    if (this.#hostile.adapter.capabilities.supportsSetVariable !== true) return;
    const others = report.verdicts.filter(({ verdict }) => verdict === 'lied' || verdict === 'unknown');
    assert.deepEqual(others, [], 'an adapter that behaves');
  }

  #assertTrue(report: RollbackReport, then: ReadonlyMap<Cell, Content>, shown: ReadonlyMap<Cell, Content>): void {
    const { shownSince } = this.#hostile.adapter;
    const cellAt = cellFinder(this.#program);
    for (const { path, verdict } of report.verdicts) {
      if (verdict !== 'restored' && verdict !== 'unchanged') continue;
      const cell = cellAt(path);
      tested.claims++;
      const last = printed(shown.get(cell));
      const told = `'${path}' is said to be ${verdict} (${report.outcome})`;
      if (verdict === 'restored') assert.equal(last, printed(then.get(cell)), told);
      // What was put back holds what it held when the rollback began.
      else assert.ok([then.get(cell), shownSince.get(cell)].map(printed).includes(last), told);
    }
    if (report.outcome === 'restored')
      assert.ok(report.verdicts.every(({ verdict }) => verdict === 'restored' || verdict === 'unchanged'));
  }

  async #succeeds(work: Promise<unknown>): Promise<boolean> {
    try {
      await this.#timed(work);
      return true;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!EXPECTED.test(message)) throw error;
      return false;
    }
  }

  async #timed<R>(work: Promise<R>): Promise<R> {
    const from = this.#clock.now();
    try {
      return await this.#clock.until(work);
    } finally {
      const took = this.#clock.now() - from;
      tested.longest = Math.max(tested.longest, took);
      assert.ok(took <= LONGEST, `it took ${took} ms`);
    }
  }
}

/** How an operation may fail on a session like this. */
const EXPECTED =
  /connection to the debugger is closed|cannot be read|did not answer|there is no such reference|the program runs|is running|went on|has not answered|not answered|does not show the stack/;
