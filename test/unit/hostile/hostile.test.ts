/**
 * The variables walk, the plan and the verdicts against debug adapters that lie, lose, delay and break off: whatever they do,
 * nothing is claimed that the program does not hold, nothing hangs, and the session works on.
 *
 * SAVEPOINT_HOSTILE_RUNS says how many programs and adapters are made up, SAVEPOINT_HOSTILE_SEED which is the first.
 */
import assert from 'node:assert/strict';
import { VariablesDebuggee } from '../../../client/debuggee/variables/variablesDebuggee';
import type { RollbackReport } from '../../../server/protocol';
import { StoredSession } from '../../adapters/storedSession';
import { HostileAdapter } from './hostileAdapter';
import { type Cell, cellFinder, type Content, printed, Program } from './program';
import { Random } from './random';
import { VirtualClock } from './virtualClock';

const RUNS = Number(process.env['SAVEPOINT_HOSTILE_RUNS'] ?? 500);
const FIRST_SEED = Number(process.env['SAVEPOINT_HOSTILE_SEED'] ?? 1);

/** What the runs of a test came to, so that it is seen that they tested something. */
interface Tested {
  claims: number;
  outcomes: Map<string, number>;
}

describe('a hostile adapter', function () {
  this.timeout(3_600_000);
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  before(() => process.on('unhandledRejection', note));
  after(() => process.off('unhandledRejection', note));

  it(`gets nothing claimed that the program does not hold, in ${RUNS} runs`, async () => {
    const tested: Tested = { claims: 0, outcomes: new Map() };
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++)
      try {
        await new Run(seed, tested).play();
      } catch (cause) {
        throw new Error(`Seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      }
    assert.deepEqual(unhandled, []);
    for (const outcome of ['restored', 'partial', 'undone', 'failed'])
      assert.ok((tested.outcomes.get(outcome) ?? 0) > RUNS / 50, `${outcome}: ${tested.outcomes.get(outcome) ?? 0}`);
    assert.ok(tested.claims > RUNS, `${tested.claims} claims were checked`);
  });
});

class Run {
  readonly #random: Random;
  readonly #clock = new VirtualClock();
  readonly #program: Program;
  readonly #adapter: HostileAdapter;
  readonly #stored: StoredSession;

  constructor(
    seed: number,
    private readonly tested: Tested,
  ) {
    this.#random = new Random(seed);
    this.#program = new Program(this.#random);
    this.#adapter = new HostileAdapter(this.#program, this.#random, this.#clock);
    const debuggee = new VariablesDebuggee('hostile', this.#adapter, () => this.#adapter.capabilities, this.#clock);
    this.#stored = new StoredSession(
      debuggee,
      () => Promise.resolve(this.#adapter.frames()),
      () => this.#adapter.stops,
    );
  }

  async play(): Promise<void> {
    const memories = new Map<string, ReadonlyMap<Cell, Content>>();
    for (let step = 0; step < 4; step++) {
      const name = `s${step}`;
      const memory = this.#program.memory();
      if (await this.#succeeds(this.#stored.savepoint(name))) memories.set(name, memory);
      this.#adapter.go();
      const target = [...memories.keys()].at(-1 - this.#random.below(memories.size || 1));
      if (target !== undefined) await this.#rollBack(target, memories.get(target) ?? new Map());
      for (const known of memories.keys())
        if (!this.#stored.session.savepoints().some((savepoint) => savepoint.name === known)) memories.delete(known);
    }
    await this.#clock.drain();
    if (!this.#adapter.hasEnded) await this.#worksOn();
    assert.equal(this.#program.getterCalls, 0, 'what has side effects was read');
  }

  async #rollBack(target: string, then: ReadonlyMap<Cell, Content>): Promise<void> {
    const now = this.#program.memory();
    const onPartialFailure = this.#random.below(2) === 0 ? 'undo' : 'keep';
    let report: RollbackReport | undefined;
    await this.#succeeds(
      this.#stored.rollbackTo(target, { onPartialFailure }).then((done) => {
        report = done;
      }),
    );
    this.#count(report?.outcome ?? 'failed');
    if (report === undefined) return;
    this.#assertTrue(report, then, now);
    // What is still under way may not make a lie of it either.
    await this.#clock.drain();
    this.#assertTrue(report, then, now);
  }

  /** The one that behaves: everything comes back. */
  async #worksOn(): Promise<void> {
    this.#adapter.repent();
    const then = this.#program.memory();
    await this.#clock.until(this.#stored.savepoint('last'));
    this.#adapter.go();
    const now = this.#program.memory();
    const report = await this.#clock.until(this.#stored.rollbackTo('last', { onPartialFailure: 'keep' }));
    this.#assertTrue(report, then, now);
    if (this.#adapter.capabilities.supportsSetVariable !== true) return;
    const others = report.verdicts.filter(({ verdict }) => verdict === 'lied' || verdict === 'unknown');
    assert.deepEqual(others, [], 'an adapter that behaves');
  }

  #assertTrue(report: RollbackReport, then: ReadonlyMap<Cell, Content>, now: ReadonlyMap<Cell, Content>): void {
    const cellAt = cellFinder(this.#program);
    for (const { path, verdict } of report.verdicts) {
      if (verdict !== 'restored' && verdict !== 'unchanged') continue;
      const cell = cellAt(path);
      this.tested.claims++;
      // Unchanged is also what was put back.
      const claimed = verdict === 'restored' ? then.get(cell) : now.get(cell);
      assert.equal(printed(cell.content), printed(claimed), `'${path}' is said to be ${verdict} (${report.outcome})`);
    }
    if (report.outcome === 'restored')
      assert.ok(report.verdicts.every(({ verdict }) => verdict === 'restored' || verdict === 'unchanged'));
  }

  /** Whether it came to a good end; that it came to an end at all is for the clock to see. */
  async #succeeds(work: Promise<unknown>): Promise<boolean> {
    try {
      await this.#clock.until(work);
      return true;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!EXPECTED.test(message)) throw error;
      return false;
    }
  }

  #count(outcome: string): void {
    this.tested.outcomes.set(outcome, (this.tested.outcomes.get(outcome) ?? 0) + 1);
  }
}

/** How an operation may fail on an adapter like this. */
const EXPECTED = /connection to the debugger is closed|cannot be read|did not answer|there is no such reference/;
