"""A function that stands still, and a probe that reads and writes it: loaded as in a debuggee, out of the program's sight."""
import json
import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))
_PROBE = os.path.join(_HERE, "..", "..", "..", "client", "debuggee", "python", "probe")

BUDGET = {"described": 1_000, "objects": 1_000_000, "milliseconds": 60_000}


def sources():
    texts = {}
    for name in os.listdir(_PROBE):
        if name.endswith(".py"):
            with open(os.path.join(_PROBE, name), encoding="utf-8") as file:
                texts[name[:-3]] = file.read()
    return texts


def bring_in():
    """A new probe, from the texts of its modules."""
    texts = sources()
    loader = {}
    exec(compile(texts["load"], "<savepoint>", "exec"), loader)
    home = {}
    loader["install"](home, "key", 1, texts)
    return home["key"]


def bring_in_module(name):
    """The namespace of one of the probe's modules."""
    texts = sources()
    loader = {}
    exec(compile(texts["load"], "<savepoint>", "exec"), loader)
    return loader["load"](texts, name)


class Program:
    """Captures of the function that calls its methods, and of that one's callers in the same file."""

    def __init__(self, budget=None):
        self._probe = bring_in()
        self._budget = {**BUDGET, **(budget or {})}
        self._epoch = 0
        self.retain = []

    def capture(self, frames=1):
        self._epoch += 1
        self.retain.append(self._epoch)
        specs = []
        frame = sys._getframe(1)
        for _ in range(frames):
            specs.append(_spec(frame))
            frame = frame.f_back
        return Capture(unpacked(self._ask("capture", specs, self._epoch, self._budget, self.retain)))

    def describe(self, *numbers):
        return Capture(unpacked(self._ask("describe", *numbers)))

    def roll_back(self, then, now, slots=None):
        """Writes back everything that a later capture found changed; gives the failures."""
        new = {info["id"] for info in now["objects"] if info["described"]} - then.ids()
        calls = {frame["activation"] for frame in then["frames"]}
        owners = [change["owner"] for change in now["changes"]]
        objects = [[owner["object"], slots] for owner in owners if owner.get("object", -1) not in new | {-1}]
        bindings = [
            [change["owner"]["frame"], [slot[0] for slot in change["slots"] if len(slot) > 2 and slot[2] is not None], None]
            for change in now["changes"]
            if change["owner"].get("frame") in calls
        ]
        return self.restore(then, objects, bindings)

    def restore(self, then, objects=(), bindings=()):
        return self._ask("restore", then["epoch"], list(objects), list(bindings))["failures"]

    def evaluate(self, *expressions):
        return self._ask("evaluate", _spec(sys._getframe(1)), list(expressions))

    def _ask(self, method, *arguments):
        return json.loads(getattr(self._probe, method)(json.dumps(arguments)))


def unpacked(reading):
    """As `client/debuggee/packedReading.ts` reads it."""
    names = reading["names"]

    def name(packed):
        return packed if type(packed) is str else names[packed] if packed >= 0 else "p:%d" % (-1 - packed)

    def owner(number):
        return {"object": number} if number > 0 else {"frame": -1 - number}

    def slot(packed):
        if type(packed) is list:
            return {"type": "object", "id": packed[0], "class": names[packed[1]]}
        if type(packed) is dict and packed["type"] == "slot":
            return {part: slot(held) if part in ("value", "key") else held for part, held in packed.items()}
        return packed

    def info(number, class_name, kind, size, found_in, place, more=None):
        more = more or {}
        at = {"slot" if found_in > 0 else "name": name(place), **owner(found_in)}
        if "key" in more:
            at["key"] = slot(more["key"])
        told = {"id": number, "class": names[class_name], "kind": names[kind], "origin": at, "described": size >= 0}
        told["size"] = size if size >= 0 else -1 - size
        told.update((label, more[label]) for label in ("label", "reason") if label in more)
        return told

    def change(number, width, *told):
        slots = [[name(told[at]), *map(slot, told[at + 1 : at + width])] for at in range(0, len(told), width)]
        return {"owner": owner(number), "slots": slots}

    objects = [info(*packed) for packed in reading["objects"]]
    return {**reading, "objects": objects, "changes": [change(*packed) for packed in reading["changes"]]}


class Capture(dict):
    def ids(self):
        return {info["id"] for info in self["objects"]}

    def slots(self, owner):
        """What was told of an owner, by the name of the slot."""
        return {slot[0]: slot[1] for change in self["changes"] if change["owner"] == owner for slot in change["slots"]}

    def variables(self, frame=0):
        return self.slots({"frame": self["frames"][frame]["activation"]})

    def contents(self, variable):
        """The slots of the object that a variable of the paused frame holds."""
        return self.slots({"object": self.variables()[variable]["id"]})

    def info(self, number):
        return next(info for info in reversed(self["objects"]) if info["id"] == number)

    def reasons(self):
        return {reason["reason"]: reason["count"] for reason in self["tally"]["reasons"]}


# What belongs to the debugger is not followed.
Program.__module__ = Capture.__module__ = "debugpy"


def _spec(frame):
    depth = 0
    caller = frame
    while caller.f_back is not None:
        caller = caller.f_back
        depth += 1
    return {
        "frame": id(frame),
        "function": frame.f_code.co_name,
        "source": frame.f_code.co_filename,
        "line": frame.f_lineno,
        "depth": depth,
    }
