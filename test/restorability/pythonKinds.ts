/** Python's kinds of value. */
import { type Kind, named } from './kinds';

export const PYTHON: readonly Kind[] = [
  { row: 'numbers', kind: '`int` of any size', value: '10 ** 30', damage: '$ += 1', shows: 'str($)' },
  { row: 'numbers', kind: '`float` (NaN, infinities, -0)', value: '[float("nan"), -0.0, float("inf"), 0.1]', damage: '$.reverse()', shows: '[repr(one) for one in $]' },
  { row: 'numbers', kind: '`complex`, `Decimal`, `Fraction`', value: '[1j, Decimal("0.1"), Fraction(1, 3)]', damage: '$.reverse()', shows: '[repr(one) for one in $]' },
  { row: 'texts', kind: '`str`, halves of surrogate pairs', value: '"a\\x00\\ud83d"', damage: '$ += "!"', shows: 'ascii($)' },
  { row: 'texts', kind: '`str` of 200,000 characters', value: '"ab" * 100_000', damage: '$ += "!"', shows: '[len($), $[-3:]]' },
  { row: 'truth values, enumerations, nothing', kind: '`bool`', value: 'True', damage: '$ = False', shows: '$' },
  { row: 'truth values, enumerations, nothing', kind: '`None`', value: 'None', damage: '$ = 1', shows: '$' },
  { row: 'truth values, enumerations, nothing', kind: '`Enum`', value: 'Color.RED', damage: '$ = Color.BLUE', shows: '$.name' },
  { row: 'objects: fields', kind: '`__dict__`', value: 'Plain(1)', damage: '$.a = 2', shows: '$.a' },
  { row: 'objects: fields', kind: '`__slots__`', value: 'Slotted()', damage: '$.x = 9; del $.y', shows: '[getattr($, "x", None), getattr($, "y", None)]' },
  { row: 'objects: fields', kind: 'dataclasses, frozen ones past their guard', value: 'Frozen(1)', damage: 'object.__setattr__($, "a", 2)', shows: '$.a' },
  { row: 'fields added and deleted, their order', kind: 'attributes', value: 'Plain(1)', damage: 'del $.a; $.c = 3; $.a = 9', shows: 'list(vars($).items())' },
  { row: 'hidden fields', kind: '`__mangled`', value: 'Hidden()', damage: '$.bump()', shows: '$.n()' },
  { row: 'the class of an object', kind: '`__class__`', value: 'Plain(1)', damage: '$.__class__ = Other', shows: 'type($).__name__' },
  { row: 'lists: elements', kind: '`list`', value: '[1, [2]]', damage: '$[0] = 9; $[1][0] = 9', shows: '$' },
  { row: 'lists: elements', kind: 'what a `tuple` holds', value: '([1], {"n": 1})', damage: '$[0].append(2); $[1]["n"] = 2', shows: '$' },
  { row: 'lists: what was added and removed', kind: '`list`', value: '[1, 2, 3]', damage: 'del $[1:]; $.append(9)', shows: '$' },
  { row: 'lists: what was added and removed', kind: '`deque`', value: 'deque([1, 2], maxlen=2)', damage: '$.append(3)', shows: '[list($), $.maxlen]' },
  { row: 'maps', kind: '`dict`, `OrderedDict`: entries, order', value: 'OrderedDict(a=1, b=2)', damage: '$.move_to_end("a"); $["b"] = 9', shows: 'list($.items())' },
  { row: 'maps', kind: '`defaultdict`', value: 'defaultdict(list, {"a": [1]})', damage: '$["b"].append(2); $.default_factory = None', shows: '[dict($), str($.default_factory)]' },
  { row: 'maps', kind: '`Counter`', value: 'Counter("aab")', damage: '$["c"] += 5', shows: 'dict($)' },
  { row: 'maps', kind: 'classes that override `dict`', value: 'Loud(volume=1)', damage: 'dict.__setitem__($, "volume", 11)', shows: 'list(dict.items($))' },
  { row: 'sets', kind: '`set`', value: '{"a", "b"}', damage: '$.discard("a"); $.add("c")', shows: 'sorted($)' },
  { row: 'bytes', kind: '`bytearray`', value: 'bytearray(b"ab")', damage: '$[0] = 9; $.append(1)', shows: 'list($)' },
  { row: 'bytes', kind: '`array.array`', value: 'array("i", [1, 2])', damage: '$.append(3)', shows: 'list($)' },
  { row: 'bytes', kind: '`io.BytesIO`', value: 'io.BytesIO(b"ab")', damage: '$.write(b"x")', shows: '$.getvalue().decode()' },
  { row: 'other built-in objects', kind: '`datetime`, `Path`', value: '[datetime(2020, 1, 1), Path("/a")]', damage: '$.reverse()', shows: '[str(one) for one in $]' },
  { row: 'other built-in objects', kind: 'exceptions', value: 'ValueError("before")', damage: '$.args = ("after",); $.code = 1', shows: '[list($.args), hasattr($, "code")]' },
  { row: 'other built-in objects', kind: '`SimpleNamespace`', value: 'SimpleNamespace(a=1)', damage: '$.a = 2', shows: '$.a' },
  { row: 'pointers, aliases, cycles', kind: 'the same object twice, or in itself', value: 'ring()', damage: '$["y"] = {}; $["x"]["n"] = 2; $["self"] = None', shows: '[$["x"] is $["y"], $["x"]["n"], $["self"] is $]' },
  { row: 'pointers, aliases, cycles', kind: '`weakref`', value: 'weakref.ref(Plain)', damage: '$ = weakref.ref(Other)', shows: '$().__name__' },
  { row: 'functions', kind: 'attributes, defaults', value: 'make()', damage: '$.hits = 1; $.__defaults__ = (2,)', shows: '[hasattr($, "hits"), $.__defaults__]' },
  { row: 'functions', kind: 'inner variables', value: 'counter()', damage: '$(1)', shows: '$(0)' },
  { row: 'functions', kind: 'generators', value: '(one for one in [1, 2])', damage: 'next($)' },
  { row: 'functions', kind: 'iterators', value: 'iter([1, 2])', damage: 'next($)', shows: '$.__length_hint__()' },
  { row: 'classes', kind: 'class attributes', value: 'type("Made", (), {"made": 0})', damage: '$.made += 1', shows: '$.made' },
  { row: 'classes', kind: 'methods', value: 'type("Made", (), {"say": lambda self: 1})', damage: '$.say = lambda self: 2', shows: '$().say()' },
  { row: 'globals', kind: 'variables of the module', scope: 'file', value: '1', damage: '$ = 2', shows: '$' },
  { row: 'what cannot be looked into', kind: 'files', value: 'open(__file__)', damage: '$.read(1)', shows: '$.tell()' },
  { row: 'what cannot be looked into', kind: 'locks', value: 'threading.Lock()', damage: '$.acquire()', shows: '$.locked()' },
  { row: 'what cannot be looked into', kind: '`random.Random`', value: 'random.Random(1)', damage: '$.random()', shows: '$.getstate()[1][-1]' },
]; // prettier-ignore

const CLASSES = `
import io, random, threading, weakref
from array import array
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
class Color(Enum):
    RED = 1
    BLUE = 2
class Plain:
    def __init__(self, a):
        self.a = a
class Other:
    pass
class Slotted:
    __slots__ = ("x", "y")
    def __init__(self):
        self.x, self.y = 1, 2
@dataclass(frozen=True)
class Frozen:
    a: int
class Hidden:
    def __init__(self):
        self.__n = 1
    def bump(self):
        self.__n += 1
    def n(self):
        return self.__n
class Loud(dict):
    def __setitem__(self, key, value):
        raise AssertionError("an overridden method was called")
def ring():
    a = {"n": 1}
    o = {"x": a, "y": a}
    o["self"] = o
    return o
def make():
    def made(n=1):
        return n
    return made
def counter():
    n = 1
    def count(by):
        nonlocal n
        n += by
        return n
    return count
`;

/** Stops at each call of `breakpoint()`: before everything is damaged, and after it. */
export function pythonProgram(): string {
  const kinds = named(PYTHON);
  const ofFile = kinds.filter(({ scope }) => scope === 'file');
  return [
    CLASSES,
    ...ofFile.map(({ name, value }) => `${name} = ${value}`),
    'def damage():',
    ...[
      `global ${ofFile.map(({ name }) => name).join(', ')}`,
      ...kinds.filter(({ scope }) => scope !== 'file').map(({ name, value }) => `${name} = ${value}`),
      `kept = [${kinds.map(({ name }) => name).join(', ')}]`,
      'breakpoint()',
      ...kinds.map(({ damage }) => damage),
      'breakpoint()',
      'return kept',
    ].map((line) => `    ${line}`),
    'damage()',
  ].join('\n');
}
