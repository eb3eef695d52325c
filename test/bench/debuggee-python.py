"""
The Python probe against `copy.deepcopy`, on the same graph of 100,000 objects, in plain CPython: the time inside the
debuggee. Prints medians and their ratios.
"""
import copy
import gc
import json
import os
import sys
import time
import tracemalloc

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "unit", "python"))
from program import bring_in  # noqa: E402

ORDERS = 20_000
RUNS = int(os.environ.get("RUNS", "7"))
BUDGET = {"described": 1000, "objects": 1_000_000, "milliseconds": 60_000}


class Order:
    def __init__(self, number):
        self.number = number
        self.customer = "customer %d" % (number % 100)
        self.lines = [
            {"sku": "sku-%d" % number, "count": 1, "price": 9.5},
            {"sku": "common", "count": number % 7, "price": 1},
        ]
        self.tags = {"new", "even" if number % 2 == 0 else "odd"}


class Debuggee:
    """A call that holds the graph, and a probe in it."""

    def __init__(self):
        self.probe = bring_in()
        self.epoch = 0
        self.retain = []
        # One object each, so that the probe meets no new ones.
        self.work = {"capture": self.capture, "roll back": self.roll_back}

    def capture(self, frame):
        self.epoch += 1
        self.retain.append(self.epoch)
        spec = {"frame": id(frame), "function": "paused", "source": None, "line": frame.f_lineno, "depth": 0}
        return self.probe.capture(json.dumps([[spec], self.epoch, BUDGET, self.retain]))

    def roll_back(self, frame):
        """To the capture before: read, write, read back."""
        changes = json.loads(self.capture(frame))["changes"]
        objects = [[owner, None] for owner, width, *_ in changes if owner > 0 and width == 3]
        assert len(objects) == 10
        failures = self.probe.restore(json.dumps([self.epoch - 1, objects, []]))
        assert failures == '{"failures":[]}', failures
        self.capture(frame)


# What belongs to the debugger is not followed.
Debuggee.__module__ = "debugpy"


def paused(orders):
    """One call that holds the graph and stands still, and does what it is sent with its own frame."""
    frame = sys._getframe()
    while True:
        work = yield
        work(frame)


def timed(work):
    gc.collect()
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def main():
    orders = [Order(number) for number in range(ORDERS)]
    changes = 0
    call = paused(orders)
    next(call)

    def change():
        nonlocal changes
        changes += 1
        for index in range(10):
            orders[(index * 1999 + changes) % ORDERS].number = -changes

    def first():
        debuggee = Debuggee()
        return timed(lambda: call.send(debuggee.work["capture"]))

    standing = Debuggee()
    call.send(standing.work["capture"])

    def following():
        change()
        return timed(lambda: call.send(standing.work["capture"]))

    def rollback():
        change()
        return timed(lambda: call.send(standing.work["roll back"]))

    # In turns, so that a busy machine is as busy for one as for the other.
    measures = {"deepcopy": lambda: timed(lambda: copy.deepcopy(orders)), "first": first}
    measures.update(next=following, rollback=rollback)
    times = {name: [] for name in measures}
    for _ in range(RUNS):
        for name, measure in measures.items():
            times[name].append(measure())
    result = {name: sorted(several)[RUNS // 2] for name, several in times.items()}

    gc.collect()
    tracemalloc.start()
    for _ in range(2):
        change()
        call.send(standing.work["capture"])
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(20):
        change()
        call.send(standing.work["capture"])
    gc.collect()
    result["bytes"] = (tracemalloc.get_traced_memory()[0] - before) / 20
    show(result)


def show(result):
    print("Python %s, graph of %d objects; medians of %d" % (sys.version.split()[0], ORDERS * 5, RUNS))
    print("copy.deepcopy               %.1f ms" % result["deepcopy"])
    goals = (("first", "first savepoint", 0.5), ("next", "next savepoint, 10 changes", 0.4))
    for name, title, goal in (*goals, ("rollback", "rollback of 10 changes", 0.4)):
        ratio = result[name] / result["deepcopy"]
        print("%s %.1f ms   %.2fx   goal <= %.1fx" % (title.ljust(27), result[name], ratio, goal))
    print("per further savepoint       %.1f kB   goal <= 20 kB" % (result["bytes"] / 1000))


main()
