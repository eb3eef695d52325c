"""Random graphs, damaged at random and rolled back to random savepoints, against what pickle says that they held."""
import os
import pickle
import random
import sys
import unittest
from collections import OrderedDict, deque

from program import Program


class Node:
    pass


class Slots:
    __slots__ = ("left", "right")


Node.__module__ = Slots.__module__ = "random_test"
sys.modules.setdefault("random_test", sys.modules[__name__])
MAKERS = (dict, list, OrderedDict, Node, Slots, deque, lambda: bytearray(b"abc"), set)
NAMES = "abcde"


class Graph:
    def __init__(self, chance):
        self.chance = chance
        self.objects = [chance.choice(MAKERS)() for _ in range(12)]

    def value(self):
        return self.chance.choice([self.chance.choice(self.objects), self.chance.randrange(5), "text", None, 0.5])

    def damage(self):
        chance = self.chance
        item = chance.choice(self.objects)
        name = chance.choice(NAMES)
        if type(item) in (dict, OrderedDict):
            if name in item and chance.random() < 0.4:
                del item[name]
            else:
                item[name] = self.value()
        elif type(item) in (list, deque):
            if item and chance.random() < 0.4:
                del item[chance.randrange(len(item))]
            else:
                item.insert(chance.randrange(len(item) + 1), self.value())
        elif type(item) is bytearray:
            item.insert(chance.randrange(len(item) + 1), chance.randrange(256))
        elif type(item) is set:
            item.symmetric_difference_update({chance.randrange(6)})
        elif type(item) is Node:
            if name in vars(item) and chance.random() < 0.4:
                delattr(item, name)
            else:
                setattr(item, name, self.value())
        else:
            name = chance.choice(Slots.__slots__)
            if hasattr(item, name) and chance.random() < 0.4:
                delattr(item, name)
            else:
                setattr(item, name, self.value())


def picture(objects):
    """Everything that the objects hold: order and identities included, those of sets' elements apart."""
    numbers = {id(item): number for number, item in enumerate(objects)}

    def told(value):
        return ("object", numbers[id(value)]) if id(value) in numbers else value

    pictures = []
    for item in objects:
        if type(item) in (dict, OrderedDict):
            pictures.append([(key, told(value)) for key, value in item.items()])
        elif type(item) in (list, deque):
            pictures.append([told(value) for value in item])
        elif type(item) is Node:
            pictures.append([(key, told(value)) for key, value in vars(item).items()])
        elif type(item) is Slots:
            pictures.append([told(getattr(item, name, "absent")) for name in Slots.__slots__])
        else:
            pictures.append(sorted(item))
    return pickle.dumps(pictures)


class Model:
    """What the server does with captures: the last told slot of each place."""

    def __init__(self):
        self.cells = {}

    def take(self, capture):
        for change in capture["changes"]:
            for slot in change["slots"]:
                place = (str(change["owner"]), slot[0])
                if slot[1] is None and len(slot) > 2:
                    self.cells.pop(place, None)
                else:
                    self.cells[place] = slot[1]


def look(program, objects):
    """A paused call that sees the graph and nothing of the test."""
    return program.capture(), objects


class Random(unittest.TestCase):
    def test_random_graphs(self):
        seed = int(os.environ.get("SEED", random.SystemRandom().randrange(2**32)))
        for run in range(int(os.environ.get("RUNS", "30"))):
            with self.subTest(seed=seed, run=run):
                self.run_once(random.Random(seed + run))

    def run_once(self, chance):
        program, model = Program(), Model()
        graph = Graph(chance)
        held = graph.objects
        savepoints = []
        for _ in range(30):
            for _ in range(chance.randrange(4)):
                graph.damage()
            now, _ = look(program, held)
            model.take(now)
            if not savepoints or chance.random() < 0.5:
                savepoints.append((now, picture(held), dict(model.cells)))
                continue
            then, expected, cells = chance.choice(savepoints)
            self.assertEqual(program.restore(then, self.all_objects(savepoints)), [])
            self.assertEqual(picture(held), expected)
            model.take(look(program, held)[0])
            told = {place: cell for place, cell in model.cells.items() if "object" in place[0]}
            self.assertEqual(told, {place: cell for place, cell in cells.items() if "object" in place[0]})

    @staticmethod
    def all_objects(savepoints):
        first = savepoints[0][0]
        return [[info["id"], None] for info in first["objects"] if info["kind"] in WRITTEN]


WRITTEN = ("dict", "array", "object", "python-set", "buffer")

if __name__ == "__main__":
    unittest.main()
