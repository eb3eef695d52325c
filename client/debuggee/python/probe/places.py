"""
Places in an object, by number: its attributes in the order of its memento, then what its contents hold. A class is at a
place of its own.
"""
from .model import MISSING, Slot, same

CLASS = -1


def attribute_slot(name):
    """Names are texts, unless the program has put something else into an object's `__dict__`."""
    return "p:" + (name if type(name) is str else "<%s>" % type(name).__name__)


def slot_at(tracked, memento, place):
    if place == CLASS:
        return Slot("i:class", memento.shape.type)
    attributes = len(memento.keys)
    if place < attributes:
        return Slot(attribute_slot(memento.keys[place]), memento.values[place])
    if place < len(memento.values):
        return Slot("p:" + memento.shape.slot_names[place - attributes], memento.values[place])
    return memento.shape.contents.slot_at(tracked, memento.contents, place - len(memento.values))


def value_at(tracked, memento, place):
    """What a place holds; a key counts as being in the place of its entry, so it may be either."""
    try:
        slot = slot_at(tracked, memento, place)
    except IndexError:
        return ()
    return (slot.value,) if slot.key is MISSING else (slot.value, slot.key)


def slots(tracked, memento):
    """Every slot that is shown from the start; a changed class shows as a slot when it changes."""
    found = [slot_at(tracked, memento, place) for place in range(len(memento.values))]
    found = [slot for slot in found if slot.value is not MISSING]
    if memento.shape.contents is not None:
        found.extend(memento.shape.contents.slots(tracked, memento.contents))
    if memento.shape.hidden is not None:
        found.append(Slot("i:state", MISSING, MISSING, memento.shape.hidden))
    return found


def size(memento):
    """How many slots `slots` gives."""
    count = len(memento.values) - (memento.values.count(MISSING) if memento.shape.slots else 0)
    if memento.shape.contents is not None:
        count += memento.shape.contents.size(memento.contents)
    return count + (memento.shape.hidden is not None)


def children(memento):
    """Every value that an object holds, with its place, but for its class."""
    yield from enumerate(memento.values)
    if memento.shape.contents is not None:
        start = len(memento.values)
        for part in memento.shape.contents.parts(memento.contents):
            yield from enumerate(part, start)


def differences(tracked, before, after, tell):
    """Tells each slot that differs, before and after, with None for one that is not there."""
    old = _attributes(before)
    for name, slot in _attributes(after).items():
        earlier = old.pop(name, None)
        if earlier is None or not same(earlier.value, slot.value):
            tell(earlier, slot)
    for slot in old.values():
        tell(slot, None)
    if before.shape is after.shape:
        if before.contents is not after.contents:
            after.shape.contents.differences(tracked, before.contents, after.contents, tell)
        return
    tell(slot_at(tracked, before, CLASS), slot_at(tracked, after, CLASS))
    if before.shape.contents is after.shape.contents and after.shape.contents is not None:
        after.shape.contents.differences(tracked, before.contents, after.contents, tell)


def _attributes(memento):
    found = {}
    for name, value in zip(memento.keys, memento.values):
        found[attribute_slot(name)] = Slot(attribute_slot(name), value)
    for name, value in zip(memento.shape.slot_names, memento.values[len(memento.keys) :]):
        if value is not MISSING:
            found["p:" + name] = Slot("p:" + name, value)
    return found
