"""
The entries of dicts and the elements of sets. Each has a number that it keeps for as long as it stays; a key of a dict
that is deleted and added again gets a new one, so that numbers ascend in the dict's order and a change of order shows.
"""
from .model import MISSING, Slot, same


class Entries:
    """`numbers` is None where they are 0, 1, 2, …; the values of a set are its keys."""

    __slots__ = ("keys", "values", "numbers")

    def __init__(self, keys, values, numbers):
        self.keys = keys
        self.values = values
        self.numbers = numbers

    def numbered(self):
        return range(len(self.keys)) if self.numbers is None else self.numbers

    def slot(self, index):
        key = MISSING if self.values is self.keys else self.keys[index]
        return Slot("e:%d" % self.numbered()[index], self.values[index], key)


def key_identity(key):
    """What tells a key from others: its value where it has no identity to speak of."""
    kind = type(key)
    return (kind, key) if kind is str or kind is int or kind is bytes else id(key)


def number_in_order(tracked, keys, before):
    """Gives the keys the numbers they had, as long as they come in the same order, and new ones to the rest."""
    places = {key_identity(key): place for place, key in enumerate(before.keys)}
    known = before.numbered()
    numbers = []
    last = -1
    for key in keys:
        place = places.get(key_identity(key), -1)
        # Once a key is new, all after it were added later still.
        if last is not None and place > last:
            numbers.append(known[place])
            last = place
        else:
            last = None
            numbers.append(_next_number(tracked, before))
    return tuple(numbers)


def number_anyhow(tracked, keys, before):
    """The order of a set means nothing: whoever was there keeps its number."""
    known = before.numbered()
    numbers = {key_identity(key): number for key, number in zip(before.keys, known)}
    return tuple(
        numbers[key_identity(key)] if key_identity(key) in numbers else _next_number(tracked, before) for key in keys
    )


def _next_number(tracked, before):
    tracked.next_number = max(tracked.next_number, len(before.keys), *(n + 1 for n in before.numbers or (0,)))
    tracked.next_number += 1
    return tracked.next_number - 1


def entry_differences(before, after, tell):
    """Tells the slots that differ, those of the one or the other that are not in the other with None."""
    old = {number: index for index, number in enumerate(before.numbered())}
    for index, number in enumerate(after.numbered()):
        place = old.pop(number, None)
        if place is None:
            tell(None, after.slot(index))
        elif not same(before.values[place], after.values[index]) or not same(before.keys[place], after.keys[index]):
            tell(before.slot(place), after.slot(index))
    for place in old.values():
        tell(before.slot(place), None)


def merge_entries(now, then, asked):
    """The entries that are asked for as they were, in order, and the others as they are."""
    if asked is None:
        return then
    then_keys = {
        key_identity(key) for key, number in zip(then.keys, then.numbered()) if "e:%d" % number in asked
    }
    chosen = {}
    for index, number in enumerate(now.numbered()):
        if "e:%d" % number not in asked and key_identity(now.keys[index]) not in then_keys:
            chosen[number] = (now.keys[index], now.values[index])
    for index, number in enumerate(then.numbered()):
        if "e:%d" % number in asked:
            chosen[number] = (then.keys[index], then.values[index])
    numbers = tuple(sorted(chosen))
    keys = tuple(chosen[number][0] for number in numbers)
    values = keys if then.values is then.keys else tuple(chosen[number][1] for number in numbers)
    return Entries(keys, values, numbers)
