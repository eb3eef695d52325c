"""
What objects of the language's own types hold beside attributes, one class for each manner of holding. A class that is
derived from such a type is read and written by the type's own methods; those that the class overrides are not called.

What a `read` gives is immutable; `parts` are the values in it, each list of them in the order of places. `write` makes an object that holds `now` hold `then`, in the slots that are asked for
(all, where `asked` is None), and says by `fail(slot, reason)` what it could not do.
"""
from collections import OrderedDict, deque
from operator import is_

from .entries import Entries, entry_differences, merge_entries, number_anyhow, number_in_order
from .model import Slot, same
from .raw import delete_item, items_of, keys_of, set_item, values_of


class Dicts:
    kind = "dict"

    def __init__(self):
        self._shared_keys = ()

    def holds(self, item, contents):
        keys = contents.keys
        return (
            len(keys) == dict.__len__(item)
            and all(map(is_, keys_of(item), keys))
            and all(map(is_, values_of(item), contents.values))
        )

    def read(self, tracked, item, last):
        keys = self.keys(item)
        if last is None:
            # Most programs have many dicts of the same keys.
            shared = self._shared_keys
            if len(shared) == len(keys) and all(map(is_, shared, keys)):
                keys = shared
            else:
                self._shared_keys = keys
            return Entries(keys, self.values(item, keys), None)
        values = self.values(item, keys)
        before = tracked.numbering
        if before is None:
            before = last
            if len(last.keys) == len(keys) and all(map(is_, last.keys, keys)):
                return Entries(last.keys, values, last.numbers)
        tracked.numbering = None
        return Entries(keys, values, number_in_order(tracked, keys, before))

    def keys(self, item):
        return tuple(keys_of(item))

    def values(self, item, keys):
        return tuple(values_of(item))

    def parts(self, contents):
        return contents.values, contents.keys

    def size(self, contents):
        return len(contents.keys)

    def slots(self, tracked, contents):
        return map(contents.slot, range(len(contents.keys)))

    def slot_at(self, tracked, contents, index):
        return contents.slot(index)

    def differences(self, tracked, before, after, tell):
        entry_differences(before, after, tell)

    def write(self, tracked, item, now, then, asked, fail):
        wanted = merge_entries(now, then, asked)
        try:
            # A key's own `__hash__` may fail, which must not be found out half-way.
            for key in (*now.keys, *wanted.keys):
                hash(key)
            self._write(item, now.keys, wanted)
        except Exception:
            fail(None, "one of its keys could not be hashed or compared")
        tracked.numbering = wanted

    def _write(self, item, now, wanted):
        kept = 0
        for one, other in zip(now, wanted.keys):
            if not same(one, other):
                break
            kept += 1
        for key in now[kept:]:
            self.delete(item, key)
        for key, value in zip(wanted.keys, wanted.values):
            self.set(item, key, value)

    set = staticmethod(set_item)
    delete = staticmethod(delete_item)


class OrderedDicts(Dicts):
    """Their order is their own, not that of the dict which they are based on."""

    def holds(self, item, contents):
        keys = self.keys(item)
        return (
            len(keys) == len(contents.keys)
            and all(map(is_, keys, contents.keys))
            and all(map(is_, self.values(item, keys), contents.values))
        )

    def keys(self, item):
        return tuple(OrderedDict.__iter__(item))

    def values(self, item, keys):
        values = {id(key): value for key, value in items_of(item)}
        return tuple(values[id(key)] for key in keys)

    set = staticmethod(OrderedDict.__setitem__)
    delete = staticmethod(OrderedDict.__delitem__)


class Sets:
    kind = "python-set"

    def __init__(self, base):
        self._iterate = base.__iter__
        self._length = base.__len__

    def holds(self, item, contents):
        return self._length(item) == len(contents.keys) and all(map(is_, self._iterate(item), contents.keys))

    def read(self, tracked, item, last):
        keys = tuple(self._iterate(item))
        if last is None:
            return Entries(keys, keys, None)
        before = last if tracked.numbering is None else tracked.numbering
        tracked.numbering = None
        return Entries(keys, keys, number_anyhow(tracked, keys, before))

    def parts(self, contents):
        return (contents.keys,)

    def size(self, contents):
        return len(contents.keys)

    def slots(self, tracked, contents):
        return map(contents.slot, range(len(contents.keys)))

    def slot_at(self, tracked, contents, index):
        return contents.slot(index)

    def differences(self, tracked, before, after, tell):
        entry_differences(before, after, tell)

    def write(self, tracked, item, now, then, asked, fail):
        wanted = merge_entries(now, then, asked)
        keep = set(map(id, wanted.keys))
        present = set(map(id, now.keys))
        try:
            for key in now.keys:
                if id(key) not in keep:
                    set.discard(item, key)
            for key in wanted.keys:
                if id(key) not in present:
                    set.add(item, key)
        except Exception:
            fail(None, "one of its elements could not be hashed or compared")
        tracked.numbering = wanted


class Sequences:
    """Lists, deques and tuples; `base` is the type whose methods are used."""

    kind = "array"

    def __init__(self, base):
        self._base = base
        self._iterate = base.__iter__
        self._length = base.__len__

    def holds(self, item, contents):
        return self._length(item) == len(contents) and all(map(is_, self._iterate(item), contents))

    def read(self, tracked, item, last):
        return tuple(self._iterate(item))

    def parts(self, contents):
        return (contents,)

    def size(self, contents):
        return len(contents)

    def slots(self, tracked, contents):
        return [Slot("p:%d" % index, value) for index, value in enumerate(contents)]

    def slot_at(self, tracked, contents, index):
        return Slot("p:%d" % index, contents[index])

    def differences(self, tracked, before, after, tell):
        for index in range(max(len(before), len(after))):
            if index >= len(after):
                tell(self.slot_at(tracked, before, index), None)
            elif index >= len(before):
                tell(None, self.slot_at(tracked, after, index))
            elif not same(before[index], after[index]):
                tell(self.slot_at(tracked, before, index), self.slot_at(tracked, after, index))

    def write(self, tracked, item, now, then, asked, fail):
        wanted = list(then) if asked is None else merge_elements(now, then, asked, fail)
        if len(wanted) != len(now):
            self.replace(item, wanted)
            return
        for index, value in enumerate(wanted):
            if value is not now[index]:
                self.set_at(item, index, value)

    def set_at(self, item, index, value):
        self._base.__setitem__(item, index, value)

    def replace(self, item, wanted):
        if self._base is deque:
            deque.clear(item)
            deque.extend(item, wanted)
        else:
            self._base.__setitem__(item, slice(None), wanted)


def merge_elements(now, then, asked, fail):
    """The present elements with those that are asked for as they were. There are no holes in a sequence."""
    wanted = list(now)
    for index in range(len(now) - 1, len(then) - 1, -1):
        if "p:%d" % index not in asked:
            continue
        if index == len(wanted) - 1:
            wanted.pop()
        else:
            fail("p:%d" % index, "elements after it are to stay")
    for index, value in enumerate(then):
        if "p:%d" % index not in asked:
            continue
        if index < len(wanted):
            wanted[index] = value
        elif index == len(wanted):
            wanted.append(value)
        else:
            fail("p:%d" % index, "elements before it are to stay away")
    return wanted


class Bytearrays(Sequences):
    kind = "buffer"

    def __init__(self):
        super().__init__(bytearray)

    def holds(self, item, contents):
        return bytes_in(item) == contents

    def read(self, tracked, item, last):
        return bytes_in(item)

    def parts(self, contents):
        return ()

    def write(self, tracked, item, now, then, asked, fail):
        wanted = then if asked is None else bytes(merge_elements(now, then, asked, fail))
        try:
            bytearray.__setitem__(item, slice(None), wanted)
        except BufferError:
            fail(None, "a view of it is open, so its length is fixed")


class Arrays(Bytearrays):
    """
    Contents are an array of the same type, which nobody else has; memory is compared as bytes. `base` is the program's
    own `array.array`: importing another one would make another type.
    """

    def __init__(self, base):
        Sequences.__init__(self, base)

    def holds(self, item, contents):
        return self._base.tobytes(item) == self._base.tobytes(contents)

    def read(self, tracked, item, last):
        return self._base(self._base.typecode.__get__(item), self._base.tobytes(item))

    def write(self, tracked, item, now, then, asked, fail):
        wanted = self._base(then.typecode, then if asked is None else merge_elements(now, then, asked, fail))
        try:
            self._base.__setitem__(item, slice(None), wanted)
        except BufferError:
            fail(None, "a view of it is open, so its length is fixed")


def bytes_in(item):
    """By its memory: `bytes(item)` would call a `__bytes__` of a derived class."""
    with memoryview(item) as view:
        return view.tobytes()
