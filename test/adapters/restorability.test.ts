/**
 * What can be restored, kind by kind, as seen in one rollback under each real debugger; the README has to say the same.
 * SAVEPOINT_WRITE_TABLES=1 writes it there.
 */
import assert from 'node:assert/strict';
import { VariablesDebuggee } from '../../client/debuggee/variables/variablesDebuggee';
import { CppProgram } from './cppProgram';
import { type Kind, publishedTable, publishTable, table } from './restorability';
import { StoredSession } from './storedSession';

const CPP: readonly Kind[] = [
  { kind: 'integers of 8 to 128 bits', places: ['i8', 'u8', 'i16', 'u16', 'i32', 'u32', 'i64', 'u64', 'i128'] },
  { kind: '`float`, `double`, `long double`; NaN, infinities, -0', places: ['f', 'third', 'ld', 'nan', 'inf', 'ninf', 'negzero', 'tiny'] },
  { kind: '`bool`, characters, wide characters', places: ['flag', 'letter', 'nul', 'uc', 'wc', 'c16', 'c32'] },
  { kind: 'enumerations, flags', places: ['color', 'mode', 'flags'] },
  { kind: 'arrays, character arrays', places: ['text[0]', 'raw[0]', 'matrix[1][2]'] },
  { kind: 'structs, nested structs, base classes', places: ['point.x', 'nested.corners[1].y', 'derived.extra', 'derived.Base.id'] },
  { kind: 'unions', places: ['number.i', 'number.f', 'number.bytes[2]'] },
  { kind: 'bit fields', places: ['bits.low', 'bits.mid', 'bits.rest'] },
  { kind: 'pointers, null included', places: ['shared', 'alsoShared', 'nothing', 'word', 'anything', 'function', 'second.next'] },
  { kind: 'pointers to a base class', places: ['base'] },
  { kind: 'globals, static members', places: ['::global_counter', '::static_rate', 'Account::count'] },
  { kind: 'elements of `std::vector`, values of `std::map`', places: ['numbers[1]', 'points[0].x', 'prices[0].second'] },
  { kind: 'elements of `std::vector<bool>`', places: ['bools[0]'] },
  { kind: 'what `std::unique_ptr` and `std::shared_ptr` point to', places: ['owned.pointer.x', 'counted._M_ptr.y'] },
  { kind: '`std::string`', places: ['name', 'longer'] },
]; // prettier-ignore

describe('what can be restored', () => {
  it('under lldb is what the README says', async () => {
    const program = await CppProgram.start('shapes', ['BEFORE', 'AFTER']);
    try {
      const debuggee = new VariablesDebuggee('lldb', program.adapter, () => program.adapter.capabilities);
      const stored = new StoredSession(
        debuggee,
        () => program.adapter.frames(program.source),
        () => program.adapter.stops,
      );
      await stored.savepoint('before');
      await program.adapter.go('continue');
      const { verdicts } = await stored.rollbackTo('before', { onPartialFailure: 'keep' });
      const seen = table(CPP, verdicts);
      if (process.env['SAVEPOINT_WRITE_TABLES'] === '1') await publishTable('lldb', seen);
      assert.equal(normal(await publishedTable('lldb')), normal(seen));
    } finally {
      await program.stop();
    }
  });
});

/** A formatter pads tables. */
function normal(text: string | null): string {
  return (text ?? 'there is no such table')
    .replace(/ +/g, ' ')
    .replace(/-+/g, '-')
    .replace(/\| ?-/g, '|-')
    .replace(/- ?\|/g, '-|');
}
