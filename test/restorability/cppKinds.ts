/** C++'s kinds of value, and the places of test/fixtures/cpp/shapes.cpp that are of each. */
import type { PathVerdict } from '../../server/protocol';
import type { Row, Seen } from './column';
import { toReason } from './kinds';

interface PlacesOfKind {
  readonly row: Row;
  readonly kind: string;
  readonly places: readonly string[];
}

export const CPP: readonly PlacesOfKind[] = [
  { row: 'numbers', kind: 'integers of 8 to 128 bits', places: ['i8', 'u8', 'i16', 'u16', 'i32', 'u32', 'i64', 'u64', 'i128'] },
  { row: 'numbers', kind: '`float`, `double`, `long double` (NaN, infinities, -0)', places: ['f', 'third', 'ld', 'nan', 'inf', 'ninf', 'negzero', 'tiny'] },
  { row: 'numbers', kind: 'bit fields', places: ['bits.low', 'bits.mid', 'bits.rest'] },
  { row: 'texts', kind: 'characters, wide ones, arrays of them', places: ['letter', 'nul', 'uc', 'wc', 'c16', 'c32', 'text[0]', 'raw[0]'] },
  { row: 'texts', kind: '`std::string`', places: ['name', 'longer'] },
  { row: 'truth values, enumerations, nothing', kind: '`bool`', places: ['flag'] },
  { row: 'truth values, enumerations, nothing', kind: 'enumerations, flags', places: ['color', 'mode', 'flags'] },
  { row: 'objects: fields', kind: 'structs, nested ones, base classes', places: ['point.x', 'nested.corners[1].y', 'derived.extra', 'derived.Base.id'] },
  { row: 'objects: fields', kind: 'unions', places: ['number.i', 'number.f', 'number.bytes[2]'] },
  { row: 'hidden fields', kind: 'private members', places: ['account.balance'] },
  { row: 'lists: elements', kind: 'arrays', places: ['matrix[1][2]'] },
  { row: 'lists: elements', kind: '`std::vector`', places: ['numbers[1]', 'points[0].x'] },
  { row: 'lists: elements', kind: '`std::vector<bool>`', places: ['bools[0]'] },
  { row: 'maps', kind: 'values of `std::map`', places: ['prices[0].second'] },
  { row: 'pointers, aliases, cycles', kind: 'pointers, null included', places: ['shared', 'alsoShared', 'nothing', 'word', 'anything', 'function', 'second.next'] },
  { row: 'pointers, aliases, cycles', kind: 'pointers to a base class', places: ['base'] },
  { row: 'pointers, aliases, cycles', kind: 'what `std::unique_ptr` and `std::shared_ptr` point to', places: ['owned.pointer.x', 'counted._M_ptr.y'] },
  { row: 'classes', kind: 'static members', places: ['Account::count'] },
  { row: 'globals', kind: 'globals', places: ['::global_counter', '::static_rate'] },
]; // prettier-ignore

export function seenIn(verdicts: readonly PathVerdict[]): readonly Seen[] {
  return CPP.map(({ row, kind, places }) => {
    const others = places
      .map((place) => verdicts.find(({ path }) => path === place) ?? notPlanned(place))
      .filter(({ verdict }) => verdict !== 'restored');
    if (others.length === 0) return { row, kind, outcome: 'restored' };
    return { row, kind, outcome: { reason: [...new Set(others.map(toReason))].join('; ') } };
  });
}

function notPlanned(path: string): PathVerdict {
  return { path, verdict: 'unknown', reason: 'it was not seen to change' };
}
