"""Objects of every kind come back in place, and nothing of the program is called."""
import datetime
import unittest
import weakref
from array import array
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import dataclass

from program import Program


class Plain:
    count = 0

    def method(self):
        return 1


class Slotted:
    __slots__ = ("a", "__hidden")


class SlottedAndMore(Slotted):
    def __init__(self):
        self.more = 1


@dataclass(frozen=True)
class Frozen:
    value: int


class Hostile:
    """Everything that could be called is a trap."""

    def __init__(self):
        object.__setattr__(self, "value", 1)

    def _trap(self, *_):
        raise AssertionError("a method of the program was called")

    __getattribute__ = __setattr__ = __delattr__ = __getattr__ = _trap
    __eq__ = __repr__ = __str__ = __len__ = __iter__ = __bool__ = __dir__ = _trap
    __class__ = property(_trap)
    __hash__ = None


class HostileDict(dict):
    def _trap(self, *_):
        raise AssertionError("a method of the program was called")

    __getitem__ = __setitem__ = __delitem__ = __iter__ = __len__ = __contains__ = __repr__ = __eq__ = _trap
    keys = values = items = get = pop = clear = update = copy = _trap
    __hash__ = None


class HostileList(list):
    def _trap(self, *_):
        raise AssertionError("a method of the program was called")

    __getitem__ = __setitem__ = __delitem__ = __iter__ = __len__ = __contains__ = __repr__ = __eq__ = _trap
    append = clear = extend = copy = _trap
    __hash__ = None


class Meta(type):
    def _trap(cls, *_):
        raise AssertionError("a method of the program was called")

    __eq__ = __getattribute__ = __setattr__ = __instancecheck__ = __subclasscheck__ = _trap
    __hash__ = None


class Other:
    pass


def identity_of(item):
    return type(item), id(item)


class Kinds(unittest.TestCase):
    def check(self, make, damage, look):
        """What `look` sees comes back after a rollback, and goes again when that is undone."""
        program = Program()
        item = make()
        then = program.capture()
        before = look(item)
        damage(item)
        now = program.capture()
        damaged = look(item)
        self.assertNotEqual(damaged, before)
        self.assertEqual(program.roll_back(then, now), [])
        self.assertEqual(look(item), before)
        back = program.capture()
        self.assertEqual(program.roll_back(now, back), [])
        self.assertEqual(look(item), damaged)
        self.assertNotEqual(program.capture()["changes"], [])
        self.assertEqual(program.capture()["changes"], [])

    def test_attributes_and_their_order(self):
        def make():
            item = Plain()
            item.first, item.second = 1, [1]
            return item

        def damage(item):
            del item.first
            item.first = 5
            item.third = 3
            item.second.append(2)

        self.check(make, damage, lambda item: list(vars(item).items()).__repr__())

    def test_slots(self):
        def make():
            item = SlottedAndMore()
            item.a = 1
            return item

        def damage(item):
            del item.a
            item._Slotted__hidden = 2
            item.more = 2

        def look(item):
            return getattr(item, "a", None), getattr(item, "_Slotted__hidden", None), item.more

        self.check(make, damage, look)

    def test_frozen_dataclass(self):
        self.check(lambda: Frozen(1), lambda item: object.__setattr__(item, "value", 2), lambda item: item.value)

    def test_another_class(self):
        def damage(item):
            item.__class__ = Other
            item.new = 1

        self.check(Plain, damage, lambda item: (type(item), dict(vars(item))))

    def test_another_class_alone_is_told_when_it_is_back(self):
        program = Program()
        item = Plain()
        before = program.capture()
        item.__class__ = Other
        now = program.capture()
        self.assertEqual(program.roll_back(before, now), [])
        self.assertIs(type(item), Plain)
        owner = {"object": before.variables()["item"]["id"]}
        self.assertIn(owner, [change["owner"] for change in program.capture()["changes"]])

    def test_another_namespace(self):
        shared = {"value": 5}

        def make():
            item = Plain()
            item.value = 1
            return item

        def damage(item):
            item.__dict__ = shared
            item.value += 1

        self.check(make, damage, lambda item: item.value)
        self.assertEqual(shared, {"value": 6})

    def test_dict_order_and_keys(self):
        def damage(item):
            del item["a"]
            item["a"] = 5
            item["d"] = 4
            item[(1, 2)] = 0

        self.check(lambda: {"a": 1, "b": 2, "c": 3}, damage, lambda item: list(item.items()))

    def test_dict_cleared_and_filled_in_another_order(self):
        def damage(item):
            item.clear()
            item.update(c=1, a=2)

        self.check(lambda: {"a": 1, "b": 2, "c": 3}, damage, lambda item: list(item.items()))

    def test_ordered_dict(self):
        def damage(item):
            item.move_to_end("a")
            item["d"] = 1
            del item["b"]

        self.check(lambda: OrderedDict(a=1, b=2, c=3), damage, lambda item: list(item.items()))

    def test_defaultdict(self):
        def damage(item):
            item["b"].append(1)
            item["a"].append(2)
            item.default_factory = None

        self.check(lambda: defaultdict(list, a=[1]), damage, lambda item: (str(dict(item)), item.default_factory))

    def test_counter(self):
        self.check(lambda: Counter("aab"), lambda item: item.update("cc"), dict)

    def test_list(self):
        def damage(item):
            del item[1:]
            item.extend("xyz")
            item.insert(0, item)

        self.check(lambda: [1, [2], 3], damage, lambda item: [id(part) for part in item])

    def test_set(self):
        def damage(item):
            item.remove(1)
            item.add((1, 2))

        self.check(lambda: {1, "a", frozenset([2])}, damage, lambda item: sorted(map(repr, item)))

    def test_deque(self):
        def damage(item):
            item.append(4)
            item.rotate(1)

        self.check(lambda: deque([1, 2, 3], maxlen=3), damage, lambda item: (list(item), item.maxlen))

    def test_bytearray(self):
        def damage(item):
            item[0] = 200
            item.extend(b"more")

        self.check(lambda: bytearray(b"abc"), damage, bytes)

    def test_array(self):
        def damage(item):
            item[0] = 7
            item.append(9)

        self.check(lambda: array("d", [1.5, 2.5]), damage, lambda item: (list(item), item.typecode))

    def test_closures_and_their_defaults(self):
        def make():
            hits = 0

            def hit(step=1):
                nonlocal hits
                hits += step
                return hits

            return hit

        def damage(item):
            item()
            item.__defaults__ = (5,)
            item.note = "seen"

        def look(item):
            return item.__closure__[0].cell_contents, item.__defaults__, dict(vars(item))

        self.check(make, damage, look)

    def test_class_attributes_and_methods(self):
        def damage(_):
            Plain.count = 5
            Plain.method = lambda self: 2
            Plain.extra = 1

        def look(_):
            return Plain.count, Plain().method(), hasattr(Plain, "extra")

        self.check(Plain, damage, look)

    def test_exceptions(self):
        def damage(item):
            item.args = ("other",)
            item.__cause__ = KeyError()
            item.code = 1

        self.check(lambda: ValueError("text"), damage, lambda item: (item.args, item.__cause__, dict(vars(item))))

    def test_derived_from_the_languages_types(self):
        def make():
            item = type("Named", (list,), {})([1])
            item.name = "one"
            return item

        def damage(item):
            item.append(2)
            item.name = "two"

        self.check(make, damage, lambda item: (list(item), item.name))

    def test_bound_methods_and_tuples_lead_on(self):
        def make():
            item = Plain()
            item.value = 1
            return item.method, ([1],)

        def damage(item):
            item[0].__self__.value = 2
            item[1][0].append(2)

        self.check(make, damage, lambda item: (item[0].__self__.value, list(item[1][0])))

    def test_aliases_and_cycles(self):
        def make():
            shared = [1]
            item = {"one": shared, "other": shared}
            item["self"] = item
            return item

        def damage(item):
            item["other"] = [1]
            item["self"] = None
            item["one"].append(2)

        self.check(make, damage, lambda item: (item["one"] is item["other"], item["self"] is item, len(item["one"])))

    def test_hostile_objects(self):
        program = Program()
        plain, mapping, listing = Hostile(), HostileDict(a=1), HostileList([1, 2])
        owner = Meta("Owner", (), {})()
        then = program.capture()
        object.__setattr__(plain, "value", 2)
        dict.__setitem__(mapping, "a", 2)
        list.append(listing, 3)
        object.__setattr__(owner, "new", 1)
        now = program.capture()
        self.assertEqual(program.roll_back(then, now), [])
        self.assertEqual(object.__getattribute__(plain, "value"), 1)
        self.assertEqual(dict.__getitem__(mapping, "a"), 1)
        self.assertEqual(list(list.__iter__(listing)), [1, 2])
        self.assertRaises(AttributeError, object.__getattribute__, owner, "new")
        self.assertEqual(set(program.capture().reasons()), set(then.reasons()))

    def test_keys_that_refuse_leave_the_dict_as_it_is(self):
        class Key:
            def __init__(self):
                self.is_broken = False

            def __hash__(self):
                if self.is_broken:
                    raise ValueError("broken")
                return 1

        program = Program()
        key = Key()
        item = {"a": 1, key: 2}
        then = program.capture()
        del item["a"]
        item["a"] = 3
        now = program.capture()
        object.__setattr__(key, "is_broken", True)
        failures = program.restore(then, [[then.variables()["item"]["id"], None]])
        key.is_broken = False
        self.assertEqual([failure["reason"] for failure in failures], ["one of its keys could not be hashed or compared"])
        self.assertEqual(list(item.items()), [(key, 2), ("a", 3)])
        self.assertIsNotNone(now)


class Labels(unittest.TestCase):
    def test_what_is_out_of_reach_is_told_with_its_reason(self):
        program = Program()
        generator = (n for n in [1])
        file = open(__file__)
        iterator = iter([1])
        reference = weakref.ref(Plain)
        reasons = program.capture().reasons()
        file.close()
        self.assertIsNotNone((generator, iterator, reference))
        for words in ("generator", "iterator", "operating system", "weakly", "library"):
            self.assertTrue([reason for reason in reasons if words in reason], words)

    def test_types_from_elsewhere(self):
        import itertools
        import random

        program = Program()
        counter = itertools.count()
        chance = random.Random(1)
        then = program.capture()
        self.assertIsNotNone((counter, chance))
        self.assertTrue([reason for reason in then.reasons() if "Random is implemented outside of Python" in reason])
        self.assertLess(then["tally"]["restorable"], then["tally"]["cells"])

    def test_a_class_that_hides_its_attributes(self):
        program = Program()
        hiding = type("Hiding", (), {"__dict__": None})()
        then = program.capture()
        self.assertIn("its class hides the __dict__ that its attributes are in", then.reasons())
        self.assertIsNotNone(hiding)

    def test_a_walk_that_is_cut_off_says_so(self):
        program = Program({"objects": 3})
        many = [[n] for n in range(10)]
        then = program.capture()
        self.assertEqual(then["truncated"], "objects")
        self.assertTrue([reason for reason in then.reasons() if reason.startswith("met after the budget")])
        self.assertIsNotNone(many)


class Values(unittest.TestCase):
    def test_values_are_told_as_they_are(self):
        program = Program()
        one, whole, big, nan, text, odd = 1, 1.0, 2**80, float("nan"), "é'\"\\\ud800", None
        data, pair, when, huge = b"ab", (1, 2), datetime.date(2020, 1, 2), 10**5000
        told = program.capture().variables()
        self.assertEqual(
            {name: told[name] for name in ("one", "whole", "big", "nan", "text", "odd", "data", "when")},
            {
                "one": 1,
                "whole": {"type": "float", "text": "1.0"},
                "big": {"type": "bigint", "text": str(2**80)},
                "nan": {"type": "number", "text": "NaN"},
                "text": text,
                "odd": {"type": "literal", "text": "None", "class": "NoneType"},
                "data": {"type": "literal", "text": "b'ab'", "class": "bytes"},
                "when": {"type": "literal", "text": "datetime.date(2020, 1, 2)", "class": "date"},
            },
        )
        self.assertEqual(told["pair"]["class"], "tuple")
        self.assertTrue(told["huge"]["text"].startswith("0x"))
        self.assertIsNotNone((one, whole, big, nan, odd, data, pair, when, huge))

    def test_equal_values_are_no_change(self):
        program = Program()
        text, number, fraction = "".join(["a", "b"]), int("1000"), float("0.5")
        program.capture()
        text, number, fraction = "".join(["a", "b"]), int("1000"), float("0.5")
        changes = program.capture()["changes"]
        self.assertEqual([slot for change in changes for slot in change["slots"] if slot[1] != slot[2]], [])
        self.assertIsNotNone((text, number, fraction))


if __name__ == "__main__":
    unittest.main()
