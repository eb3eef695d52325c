/** The Python debuggee over debugpy itself, without VS Code. */
import assert from 'node:assert/strict';
import { PythonDebuggee } from '../../client/debuggee/python/pythonDebuggee';
import { pythonProbeText } from '../../client/debuggee/python/probeBundle.mjs';
import type { Capture, Owner, Slot } from '../../server/value';
import { provisionDebuggers } from '../host/provision/index.mjs';
import { DebugpyProgram } from './debugpyProgram';

const budget = { described: 1_000, objects: 100_000, milliseconds: 10_000 };

describe('the Python debuggee over debugpy', () => {
  let subject: Subject;
  afterEach(() => subject.program.end());
  const start = async (source: string): Promise<Subject> => (subject = await Subject.start(source));

  it('takes one request for a savepoint of several frames, and three for a whole rollback', async () => {
    await start(CALLS);
    const before = await subject.capture();
    assert.deepEqual(
      before.frames.map(({ function: name, scope }) => [name, scope]),
      [
        ['change', undefined],
        ['main', undefined],
        ['<module>', undefined],
        ['__main__', 'closure'],
      ],
    );
    assert.equal(subject.requests(), 2, 'bringing the probe in takes one');
    await subject.capture();
    assert.equal(subject.requests(), 1);
    await subject.program.resume();
    const now = await subject.rollBack(before);
    assert.equal(subject.requests(), 3);
    assert.deepEqual(frames(now), frames(before), 'a call that goes on is the same');
    assert.deepEqual(await subject.program.ask('[own, account.n, audits]'), [1, 1, 0]);
  });

  it('restores the variables of a caller for good, those in cells among them', async () => {
    await start(`
def change():
    global counted
    breakpoint()
    tick()
    counted = 1
    breakpoint()
def main():
    global tick
    plain, shared = 1, 1
    def tick():
        nonlocal shared
        shared += 1
    def poke():
        nonlocal shared
        change()
    poke()
    plain = plain + 1
    breakpoint()
    print(plain, shared)
counted = 0
main()`);
    const before = await subject.capture();
    await subject.program.resume();
    assert.equal(await subject.program.ask('shared', subject.program.frames[2]?.id), 2);
    await subject.rollBack(before);
    assert.deepEqual(await subject.program.ask('counted'), 0);
    await subject.program.resume();
    assert.deepEqual(await subject.program.ask('[plain, shared]'), [2, 1]);
    assert.match(await subject.program.runToEnd(), /2 1\n$/);
  });

  it('tells a new call from the one before, and the calls of a recursion apart', async () => {
    await start(`
def fact(n):
    seen = n * 10
    if n == 0:
        breakpoint()
        return 1
    result = n * fact(n - 1)
    breakpoint()
    return result
fact(2)
fact(0)`);
    const inner = await subject.capture();
    assert.equal(new Set(frames(inner)).size, inner.frames.length);
    assert.deepEqual(
      inner.frames.slice(0, 3).map(({ activation }) => slotOf(inner, { frame: activation }, 'seen')),
      [0, 10, 20],
    );
    await subject.program.resume();
    assert.deepEqual(frames(await subject.capture()).slice(0, 2), frames(inner).slice(1, 3));
    await subject.program.resume();
    await subject.program.resume();
    const last = await subject.capture();
    assert.ok(
      !frames(inner)
        .slice(0, 3)
        .includes(frames(last)[0] ?? 0),
    );
    assert.equal(last.frames[0]?.maybe, undefined);
  });

  it("has the editor's view of variables ask again, which shows what was restored", async () => {
    await start(CALLS);
    const before = await subject.capture();
    await subject.program.resume();
    assert.equal((await subject.program.shownLocals()).get('own'), '50');
    await subject.rollBack(before);
    const invalidated = subject.program.event('invalidated');
    await subject.debuggee.refreshViews();
    assert.deepEqual((await invalidated).body, { areas: ['variables'] });
    assert.equal((await subject.program.shownLocals()).get('own'), '1');
  });

  it('evaluates rules in one request, and changes no variable', async () => {
    await start(CALLS);
    await subject.capture();
    subject.requests();
    const expressions = [
      'own > 0',
      'account.n > 100',
      'nobody',
      'account',
      '(own := 7)',
      '(',
      'account.zip',
      '"it\'s"',
    ];
    const results = await subject.debuggee.evaluate(subject.program.frames[0]?.id ?? 0, expressions);
    assert.equal(subject.requests(), 1);
    assert.deepEqual(results, [
      { value: 'true' },
      { value: 'false' },
      { value: 'not-in-scope', name: 'nobody' },
      { value: 'other', type: 'Account', text: 'Account' },
      { value: 'other', type: 'int', text: '7' },
      { value: 'error', message: "Not an expression: '(' was never closed" },
      { value: 'error', message: "AttributeError: 'Account' object has no attribute 'zip'" },
      { value: 'other', type: 'str', text: '"it\'s"' },
    ]);
    assert.equal(await subject.program.ask('own'), 1);
  });

  it('cuts rules that do not end, tells of the others all the same, and the program goes on', async () => {
    await start(`
import threading

class Account:
    @property
    def endless(self):
        while True:
            try:
                pass
            except Exception:
                pass

def work(account, n):
    breakpoint()
    n += 1
    breakpoint()
    return n

work(Account(), 1)
threading.Thread(target=work, args=(Account(), 1)).start()
`);
    const frame = (): number => subject.program.frames[0]?.id ?? 0;
    const cut = { value: 'error', message: 'it had not ended after 0.5 s, and was cut' };
    for (const where of ['the main thread', 'another thread']) {
      const results = await subject.debuggee.evaluate(frame(), ['n == 1', 'account.endless', 'n == 1']);
      assert.deepEqual(results, [{ value: 'true' }, cut, { value: 'true' }], where);
      const slow = Array<string>(7).fill('account.endless');
      const last = (await subject.debuggee.evaluate(frame(), slow)).at(-1);
      assert.deepEqual(last, { value: 'error', message: 'those before it had not ended after 3 s' }, where);
      await subject.program.resume();
      assert.deepEqual(await subject.debuggee.evaluate(frame(), ['n == 2']), [{ value: 'true' }], where);
      if (where === 'the main thread') await subject.program.resume();
    }
  });

  it('carries texts of every kind, and large captures, whole', async () => {
    await start(`
odd = ["'", '"', '\\\\', '\\n', '\\u2028', '\\U0001F600', '\\ud800', '@LINE@', "\\\\'"]
many = [{"number": n} for n in range(5_000)]
breakpoint()
pass`);
    const capture = await subject.debuggee.capture({
      frames: subject.program.framesToCapture(),
      budget: { ...budget, described: 100_000 },
      retain: [],
    });
    const odd = capture.objects.find(({ origin }) => 'frame' in origin && origin.name === 'odd');
    const texts = capture.changes.find(({ owner }) => 'object' in owner && owner.object === odd?.id);
    assert.deepEqual(
      texts?.slots.map(([, text]) => text),
      ["'", '"', '\\', '\n', '\u2028', '\u{1F600}', '\ud800', '@LINE@', "\\'"],
    );
    assert.ok(capture.objects.length > 5_000);
  });

  it('leaves nothing behind', async () => {
    await start(CALLS);
    const traces = `(lambda sys: [sorted(sys.modules), sorted(str(k) for m in list(sys.modules.values()) for k in vars(m)), sorted(globals()), sorted(vars(__import__("builtins")))])(__import__("sys"))`;
    const before = await subject.program.ask(traces);
    const first = await subject.capture();
    assert.deepEqual(
      added(await subject.program.ask(traces), before).map((name) => name.replace(/_.*/, '')),
      ['savepoint'],
      'the probe is a variable of the debugger, and nothing else',
    );
    await subject.program.resume();
    await subject.rollBack(first);
    await subject.debuggee.dispose(subject.program.frames[0]?.id ?? 0);
    assert.deepEqual(await subject.program.ask(traces), before);
    const left = `(lambda gc: (gc.collect(), sum(type(o).__name__ in ("Probe", "Tracked") for o in gc.get_objects()))[1])(__import__("gc"))`;
    assert.equal(await subject.program.ask(left), 0, 'none of its objects either');
  });
});

/** Stands in `change` twice: before it changed anything, and after. */
const CALLS = `
class Account:
    def __init__(self):
        self.n = 1
audits = 0
def change(own, account):
    global audits
    breakpoint()
    own = 50
    account.n = 2
    audits = 5
    breakpoint()
    return own
def main():
    account = Account()
    change(1, account)
main()`;

class Subject {
  #counted = 0;

  private constructor(
    readonly program: DebugpyProgram,
    readonly debuggee: PythonDebuggee,
  ) {}

  static async start(source: string): Promise<Subject> {
    const { python } = await provisionDebuggers(console.log);
    const program = await DebugpyProgram.start(source, { adapter: python });
    return new Subject(program, new PythonDebuggee(program, await pythonProbeText()));
  }

  /** Requests made since this was asked last. */
  requests(): number {
    const count = this.program.requests.length - this.#counted;
    this.#counted = this.program.requests.length;
    return count;
  }

  capture(): Promise<Capture> {
    return this.debuggee.capture({ frames: this.program.framesToCapture(), budget, retain: [1, 2, 3, 4, 5, 6] });
  }

  /** A whole rollback: captures, writes back what has changed, captures. Gives what the first capture found. */
  async rollBack(target: Capture): Promise<Capture> {
    const now = await this.capture();
    const known = new Set(target.objects.map(({ id }) => id));
    const there = new Set(frames(target));
    const writes = now.changes
      .filter(({ owner }) => ('object' in owner ? known.has(owner.object) : there.has(owner.frame)))
      .map(({ owner, slots }) => ({
        owner,
        ...('frame' in owner && { slots: slots.filter(([, , old]) => old !== null).map(([name]) => name) }),
      }));
    const present = this.program.framesToCapture().flatMap(({ frameId }, index) => {
      const activation = now.frames[index]?.activation;
      return activation === undefined ? [] : [{ frameId, activation }];
    });
    assert.deepEqual(await this.debuggee.restore({ epoch: target.epoch, frames: present, writes }), { failures: [] });
    await this.capture();
    return now;
  }
}

function frames(capture: Capture): readonly number[] {
  return capture.frames.map(({ activation }) => activation);
}

function slotOf({ changes }: Capture, owner: Owner, slot: string): Slot | null | undefined {
  const found = changes.find((item) => JSON.stringify(item.owner) === JSON.stringify(owner));
  return found?.slots.find(([name]) => name === slot)?.[1];
}

/** What one list of lists of names has more than another. */
function added(now: unknown, before: unknown): readonly string[] {
  const rest = (before as string[][]).flat();
  return (now as string[][]).flat().filter((name) => {
    const index = rest.indexOf(name);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}
