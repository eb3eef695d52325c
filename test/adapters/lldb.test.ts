/** The variables walk over lldb: what of a C++ program can be brought back, and what it says of the rest. */
import assert from 'node:assert/strict';
import { VariablesDebuggee } from '../../client/debuggee/variables/variablesDebuggee';
import type { RollbackReport } from '../../server/protocol';
import { CppProgram } from './cppProgram';
import { StoredSession } from './storedSession';

/** What lldb shows of them differs before and after, and can be brought back. */
const RESTORED = [
  'i8', 'u8', 'i16', 'u16', 'i32', 'u32', 'i64', 'u64', 'i128',
  'f', 'd', 'third', 'nan', 'inf', 'ninf', 'negzero', 'tiny', 'ld', 'f3',
  'flag', 'letter', 'quote', 'nul', 'uc', 'sc', 'wc', 'c16', 'c32',
  'text', 'raw', 'word', 'none', 'color', 'mode', 'flags', 'vol',
  'point.x', 'nested.corners[1].y', 'nested.name', 'first.value', 'second.value', 'second.next', 'matrix[1][2]',
  'shared', 'alsoShared', 'nothing', 'anything', 'function', 'pointer',
  'number.i', 'number.f', 'bits.low', 'bits.mid', 'bits.rest',
  'numbers[1]', 'points[0].x', 'owned->x', 'counted->y', 'derived.id', 'derived.extra',
  'account.balance', 'Account::count', 'global_counter', 'static_rate',
]; // prettier-ignore

/** What lldb 14 refuses or does wrong, and what is not ours to write. */
const REFUSED: Record<string, { verdict: string; reason: RegExp }> = {
  base: { verdict: 'lied', reason: /reads back as/ },
  'bools[0]': { verdict: 'lied', reason: /still reads false/ },
  name: { verdict: 'refused', reason: /a std::string manages its memory itself/ },
  longer: { verdict: 'refused', reason: /a std::string manages its memory itself/ },
};

describe('the variables walk over lldb', () => {
  let program: CppProgram;
  let stored: StoredSession;
  afterEach(() => program.stop());

  async function start(name: string, marks: readonly string[]): Promise<void> {
    program = await CppProgram.start(name, marks);
    const debuggee = new VariablesDebuggee('lldb', program.adapter, () => program.adapter.capabilities);
    stored = new StoredSession(
      debuggee,
      () => program.adapter.frames(program.source),
      () => program.adapter.stops,
    );
  }

  const shown = async (): Promise<Record<string, string>> => {
    const texts: Record<string, string> = {};
    for (const expression of RESTORED) texts[expression] = await program.ask(expression);
    return texts;
  };

  it('brings C++ values back as lldb itself shows them, and names what it cannot bring back', async () => {
    await start('shapes', ['BEFORE', 'AFTER']);
    await stored.savepoint('before');
    const before = await shown();
    await program.adapter.go('continue');
    const damaged = await shown();
    assert.deepEqual(
      RESTORED.filter((expression) => damaged[expression] === before[expression] && expression !== 'shared'),
      [],
    );
    const report = await stored.rollbackTo('before', { onPartialFailure: 'keep' });
    assert.deepEqual(await shown(), before);
    assert.equal(report.outcome, 'partial');
    const others = report.verdicts.filter(({ verdict }) => verdict !== 'restored');
    assert.deepEqual(others.map(({ path }) => path).sort(), Object.keys(REFUSED).sort());
    for (const { path, verdict, reason } of others) {
      assert.equal(verdict, REFUSED[path]?.verdict, path);
      assert.match(reason ?? '', REFUSED[path]?.reason ?? /$^/);
    }
  });

  it('puts everything back where one write fails, and undoes a rollback', async () => {
    await start('shapes', ['BEFORE', 'AFTER']);
    await stored.savepoint('before');
    const before = await shown();
    await program.adapter.go('continue');
    const damaged = await shown();
    const failed = await stored.rollbackTo('before', { paths: ['point', 'i32', 'bools', 'shared'] });
    assert.equal(failed.outcome, 'undone');
    assert.deepEqual(await shown(), damaged);

    const paths = ['point', 'i32', 'shared', 'second', 'color', 'text', 'numbers', 'bits'];
    assertRestored(await stored.rollbackTo('before', { paths }));
    for (const path of ['point.x', 'i32', 'shared', 'second.next', 'color', 'text', 'numbers[1]'])
      assert.equal(await program.ask(path), before[path], path);
    assert.equal(await program.ask('i64'), '1');
    assertRestored(await stored.rollback({ kind: 'undo' }));
    assert.deepEqual(await shown(), damaged);
  });

  it('knows an object by its address: two pointers to it and the object itself are one', async () => {
    await start('shapes', ['BEFORE', 'AFTER']);
    const { objects, changes } = await stored.savepoint('before');
    const bindings = new Map(
      changes.flatMap(({ owner, slots }) =>
        'frame' in owner ? slots.map(([name, after]) => [name, after] as const) : [],
      ),
    );
    const idOf = (name: string): unknown => /"id":(\d+)/.exec(JSON.stringify(bindings.get(name)))?.[1];
    assert.notEqual(idOf('shared'), undefined);
    assert.deepEqual([idOf('alsoShared'), idOf('second')], [idOf('shared'), idOf('shared')]);
    const second = objects.find(({ id }) => String(id) === idOf('second'));
    assert.deepEqual(second?.class, 'Node');
    await program.adapter.go('continue');
    const { writes } = await stored.plan({ kind: 'savepoint', savepoint: 'before' });
    assert.equal(writes.filter(({ path }) => path.endsWith('.value') && path !== 'first.value').length, 1);
  });

  it('does not write constants, references or what a container keeps for itself', async () => {
    await start('shapes', ['BEFORE', 'END']);
    const { tally } = await stored.savepoint('before');
    const examples = tally.reasons.flatMap(({ examples }) => examples);
    for (const place of ['constant', 'reference', 'name']) assert.ok(examples.includes(place), place);
    const declared = tally.reasons.find(({ reason }) => reason === 'it is declared const');
    assert.equal(declared?.label, 'read-only');
    assert.ok(tally.restorable < tally.cells);
  });

  it('says that elements which a vector got since cannot be taken away', async () => {
    await start('shapes', ['AFTER', 'END']);
    await stored.savepoint('before');
    await program.adapter.go('continue');
    const report = await stored.rollbackTo('before');
    assert.equal(report.outcome, 'partial');
    assert.deepEqual(
      report.verdicts.filter(({ path }) => path === 'numbers[3]'),
      [{ path: 'numbers[3]', verdict: 'refused', reason: 'the debugger cannot take it away' }],
    );
    assert.equal(await program.ask('numbers[3]'), '4');
  });

  it('does not take a new call of a function for the one that a savepoint saw', async () => {
    await start('calls', ['IN']);
    await stored.savepoint('first call');
    await program.adapter.go('continue');
    const report = await stored.rollbackTo('first call');
    const [doubtful] = report.verdicts.filter(({ path }) => path === 'add(int)');
    assert.equal(doubtful?.verdict, 'refused');
    assert.match(doubtful.reason ?? '', /cannot be shown that this is the same call/);
    assert.deepEqual(
      [await program.ask('local.n'), await program.ask('amount')],
      ['2', '2'],
      'the call that is on now',
    );
    assert.equal(await program.ask('total'), '0', 'what both calls share');
    assertRestored(await stored.rollbackTo('first call', { sameCalls: 'assumed', paths: ['amount'] }));
    assert.equal(await program.ask('amount'), '1');
  });

  it('asks once for each object, and once for each frame', async () => {
    await start('shapes', ['BEFORE', 'AFTER']);
    const { objects } = await stored.savepoint('before');
    const asked = program.adapter.requests.length;
    assert.equal(
      asked,
      1 + 1 + 2 + objects.length,
      'stack pointer, scopes, locals and globals of one frame, and its objects',
    );
  });

  it('evaluates expressions as lldb does, and tells a name that is not in scope', async () => {
    await start('shapes', ['BEFORE']);
    const [top] = await program.adapter.frames(program.source);
    const results = await stored.debuggee.evaluate(top?.frameId ?? 0, [
      'i32 == -3',
      'point.x > 1',
      'nosuch == 1',
      'i32',
      ')',
    ]);
    assert.deepEqual(results.slice(0, 4), [
      { value: 'true' },
      { value: 'false' },
      { value: 'not-in-scope', name: 'nosuch' },
      { value: 'other', type: 'int32_t', text: '-3' },
    ]);
    assert.equal(results[4]?.value, 'error');
  });
});

function assertRestored(report: RollbackReport): void {
  const others = report.verdicts.filter(({ verdict }) => verdict !== 'restored' && verdict !== 'unchanged');
  assert.deepEqual({ outcome: report.outcome, others }, { outcome: 'restored', others: [] });
}
