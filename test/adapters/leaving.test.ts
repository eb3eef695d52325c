/** Savepoint leaves a session whose program lives on: nothing of it stays there, and the program goes on as it was left. */
import assert from 'node:assert/strict';
import { bundleProbe } from '../../client/debuggee/javascript/probeBundle.mjs';
import { JavaScriptDebuggee } from '../../client/debuggee/javascript/javaScriptDebuggee';
import { pythonProbeText } from '../../client/debuggee/python/probeBundle.mjs';
import { PythonDebuggee } from '../../client/debuggee/python/pythonDebuggee';
import { provisionDebuggers } from '../host/provision/index.mjs';
import { DebugpyProgram } from './debugpyProgram';
import { InspectedProgram } from './inspectedProgram';
import { OperatedSession } from './operatedSession';

const JAVASCRIPT = `
function f() {
  const account = { balance: 100 };
  let total = 1;
  debugger;
  account.balance = -30; total = 2;
  debugger;
  const told = [account.balance, total].join();
  debugger;
  return told;
}
f();`;

const PYTHON = `
def f():
    account = {"balance": 100}
    total = 1
    breakpoint()
    account["balance"] = -30; total = 2
    breakpoint()
    print(account["balance"], total)
f()`;

/** All names of every module and of the builtins. */
const PYTHON_NAMES = `(lambda sys: [sorted(sys.modules), sorted(str(k) for m in list(sys.modules.values()) for k in vars(m))])(__import__("sys"))`;
const PYTHON_OBJECTS = `(lambda gc: (gc.collect(), sum(type(o).__name__ in ("Probe", "Tracked") for o in gc.get_objects()))[1])(__import__("gc"))`;
const JAVASCRIPT_NAMES = `[globalThis, ...['Boolean', 'Object', 'Function', 'Symbol', 'Map'].map((name) => globalThis[name].prototype)]
  .flatMap((object) => Reflect.ownKeys(object).map(String)).join()`;

describe('leaving a session', () => {
  it('of a JavaScript program leaves no trace of the probe, and what was restored', async () => {
    const program = await InspectedProgram.start(JAVASCRIPT);
    try {
      const names = await program.ask(JAVASCRIPT_NAMES);
      const session = new OperatedSession(program, new JavaScriptDebuggee(program, (await bundleProbe()).text), () =>
        program.frames(),
      );
      await session.operations.savepoint('before');
      assert.notEqual(await program.ask(JAVASCRIPT_NAMES), names, 'the probe is there');
      await program.resume();
      session.goesOn();
      await rollBack(session);
      await leaveInTheMiddle(session);
      assert.equal(await program.ask(JAVASCRIPT_NAMES), names);
      await program.resume();
      assert.equal(await program.ask('told'), '100,1');
    } finally {
      await program.stop();
    }
  });

  it('of a JavaScript program that runs leaves no trace of the probe either', async () => {
    // It stops when the probe has gone; until then it runs.
    const program = await InspectedProgram.start(`
function f() {
  const account = { balance: 100 };
  debugger;
  return account;
}
const names = () => ${JAVASCRIPT_NAMES};
const before = names();
f();
const timer = setInterval(() => {
  if (names() !== before) return;
  clearInterval(timer);
  debugger;
}, 5);`);
    try {
      const debuggee = new JavaScriptDebuggee(program, (await bundleProbe()).text);
      const session = new OperatedSession(program, debuggee, () => program.frames());
      await session.operations.savepoint('before');
      assert.notEqual(await program.ask('names()'), await program.ask('before'), 'the probe is there');
      session.stands = false;
      const stopped = program.resume();
      await session.operations.leave();
      await stopped;
    } finally {
      await program.stop();
    }
  });

  it('of a Python program leaves no trace of the probe, and what was restored', async () => {
    const { python } = await provisionDebuggers(console.log);
    const program = await DebugpyProgram.start(PYTHON, { adapter: python });
    try {
      const names = await program.ask(PYTHON_NAMES);
      const debuggee = new PythonDebuggee(program, await pythonProbeText());
      const session = new OperatedSession(program, debuggee, () => program.framesToCapture());
      await session.operations.savepoint('before');
      assert.notDeepEqual(await program.ask(PYTHON_NAMES), names, 'the probe is there');
      await program.resume();
      session.goesOn();
      await rollBack(session);
      await leaveInTheMiddle(session);
      assert.deepEqual(await program.ask(PYTHON_NAMES), names);
      assert.equal(await program.ask(PYTHON_OBJECTS), 0);
      assert.match(await program.runToEnd(), /100 1\n$/);
    } finally {
      await program.end();
    }
  });
});

async function rollBack({ operations }: OperatedSession): Promise<void> {
  const target = { kind: 'savepoint', savepoint: 'before' } as const;
  const report = await operations.rollback(target, { calls: 'assumed' });
  assert.equal(report.outcome, 'restored');
}

/** What has begun ends, and what has not is refused: neither brings the probe in again. */
async function leaveInTheMiddle({ operations }: OperatedSession): Promise<void> {
  const begun = operations.lookAround('observe');
  await new Promise((resolve) => setImmediate(resolve));
  const waiting = operations.savepoint('too late');
  const leaving = operations.leave();
  await assert.rejects(waiting, { code: 'session-ended' });
  await begun;
  await leaving;
  await assert.rejects(operations.savepoint('later'), { code: 'session-ended' });
}
