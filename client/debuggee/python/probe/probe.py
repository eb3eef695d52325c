"""
The probe's surface, one method for each text that the client evaluates, with its arguments as JSON. Everything that it
gives is JSON in ASCII without an apostrophe, whose `repr` is itself but for the quotes and doubled backslashes.
"""
import gc
from json.decoder import JSONDecoder
from json.encoder import JSONEncoder

from .debugger import invalidate_variables
from .evaluations import evaluate
from .frames import BindingRestorer, Frames, frames_of
from .handlers import catches
from .planting import plant
from .registry import Registry
from .report import Reporter
from .restore import Failures, restore_object
from .retention import Retention
from .values import Values
from .walk import Walk

_DECODER = JSONDecoder()
_ENCODER = JSONEncoder(ensure_ascii=True, check_circular=False, separators=(",", ":"))


class Probe:
    def __init__(self, first_id, uninstall):
        self._registry = Registry(first_id)
        self._frames = Frames(first_id)
        self._reporter = Reporter(self._registry, self._frames)
        self._retention = Retention(self._registry, self._frames, self._reporter.tally)
        self._uninstall = uninstall

    def capture(self, text):
        frames, epoch, budget, retain = _DECODER.decode(text)
        with Undisturbed():
            roots = self._frames.resolve(frames, epoch, self._registry.ownership)
            walk = Walk(self._registry, budget)
            walk.run(roots, epoch)
            report = self._reporter.capture(epoch, walk, budget["described"])
            self._retention.retain(retain, epoch, walk.changed, roots)
            return _text(report)

    def describe(self, text):
        with Undisturbed():
            return _text(self._reporter.describe(_DECODER.decode(text)))

    def restore(self, text):
        epoch, objects, bindings = _DECODER.decode(text)
        with Undisturbed():
            failures = Failures()
            for number, asked in objects:
                restore_object(self._registry, number, _set(asked), epoch, failures)
            restorer = BindingRestorer(self._frames, epoch, failures)
            for number, asked, into in bindings:
                restorer.write(number, asked, into)
            return _text({"failures": failures.list})

    def plant(self, text):
        with Undisturbed():
            return _text({"failures": plant(self._registry, self._frames, _DECODER.decode(text))})

    def evaluate(self, text):
        spec, expressions = _DECODER.decode(text)
        return _text(evaluate(frames_of([spec])[0], expressions, Values(self._registry, lambda tracked: {})))

    def catches(self, text):
        return _text(catches(frames_of([_DECODER.decode(text)])[0]))

    def refresh(self, text):
        return _text(invalidate_variables())

    def dispose(self):
        self._uninstall()
        return ""


class Undisturbed:
    """Keeps the garbage collector, which may run finalizers of the program, from running in between."""

    def __enter__(self):
        self._was_enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *_):
        if self._was_enabled:
            gc.enable()


def _set(asked):
    return None if asked is None else set(asked)


def _text(result):
    return _ENCODER.encode(result).replace("'", "\\u0027")
