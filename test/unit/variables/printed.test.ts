/** What is read off the texts that debuggers print, and what is written to have them print it again. */
import assert from 'node:assert/strict';
import { literalsOf } from '../../../client/debuggee/variables/literals';
import { addressIn, identityIn, unreadability, valueOfText } from '../../../client/debuggee/variables/printedValue';
import type { Value } from '../../../server/value';

const VALUES: readonly [text: string, type: string | undefined, value: Value][] = [
  ['-3', 'int', -3],
  ['9007199254740993', 'long', { type: 'bigint', text: '9007199254740993' }],
  ['0.10000000000000001', 'double', 0.1],
  ['1.0', 'double', 1],
  ['1.0', undefined, { type: 'printed', text: '1.0' }],
  ['1.00000000000000000001', 'long double', { type: 'printed', text: '1.00000000000000000001' }],
  ['-0', 'double', { type: 'number', text: '-0' }],
  ['+Inf', 'double', { type: 'number', text: 'Infinity' }],
  ['NaN', 'text', { type: 'printed', text: 'NaN' }],
  ['007', undefined, { type: 'printed', text: '007' }],
  ['true', 'bool', true],
  ['null', undefined, null],
  ['"Ada"', 'String', 'Ada'],
  ['"a\\"b"', 'String', { type: 'printed', text: '"a\\"b"' }],
  ['GREEN', 'Color', { type: 'printed', text: 'GREEN' }],
];

const WRITTEN: readonly [text: string, type: string | undefined, literals: readonly string[]][] = [
  ['-3', 'int', ['-3']],
  ["'x'", 'char', ["'x'", '120']],
  ["'\\xf8'", 'int8_t', ["'\\xf8'", '-8', '248']],
  ["'\\xf8'", 'uint8_t', ["'\\xf8'", '248']],
  ["'\\0'", 'char', ["'\\0'", '0']],
  ["120 'x'", 'char', ['120', "120 'x'"]],
  ["\\xe9\\0\\0\\0 L'é'", 'wchar_t', ["\\xe9\\0\\0\\0 L'é'", '233']],
  ["U+007a U+007a u'z'", 'char16_t', ["U+007a U+007a u'z'", '122']],
  ['true', 'bool', ['true', '1']],
  ['0x00005555 "world"', 'char *', ['0x00005555', '0x00005555 "world"']],
  ['GREEN', 'Color', ['GREEN', 'evaluate (long long)(Color::GREEN)', 'evaluate (long long)(GREEN)']],
  ['A | C', 'Flags', ['A | C', 'evaluate (long long)(Flags::A) | (long long)(Flags::C)', 'evaluate (long long)(A) | (long long)(C)']],
  ['f()', 'Color', ['f()']],
]; // prettier-ignore

describe('printed values', () => {
  for (const [text, type, value] of VALUES)
    it(`reads ${text} of type ${type ?? 'unknown'}`, () => assert.deepEqual(valueOfText(text, type), value));

  for (const [text, type, literals] of WRITTEN)
    it(`writes ${text} of type ${type ?? 'unknown'}`, () =>
      assert.deepEqual(
        literalsOf(text, type).map((literal) => ('text' in literal ? literal.text : `evaluate ${literal.evaluate}`)),
        literals,
      ));

  it('tells a long text by its digest', () => {
    const [one, other] = ['a', 'b'].map((end) => valueOfText('x'.repeat(20_000) + end, undefined));
    assert.equal((one as { length: number }).length, 20_001);
    assert.notDeepEqual(one, other);
  });

  it('tells objects apart by what debuggers print of them', () => {
    assert.equal(addressIn('0x00007ffe "text"'), '0x7ffe');
    assert.equal(addressIn(' 0x7ffe'), undefined, 'it is not the value, but shown beside it');
    assert.equal(identityIn('Node @ 0x00007ffe'), '0x7ffe');
    assert.equal(identityIn('Account@14'), '@14');
    assert.equal(identityIn('#<Account:0x0042 @name="x">'), '0x42');
    assert.equal(identityIn('{at = 0x7ffe}'), undefined);
  });

  it('does not take what is no value for one', () => {
    assert.equal(unreadability('<optimized out>', 'int'), 'optimized out');
    assert.equal(unreadability('int', 'int'), 'the debugger shows no value of it');
    assert.equal(unreadability('<odd>', 'text'), undefined);
  });
});
