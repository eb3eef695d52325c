"""Ends what does not end by itself, as far as it is Python's own code: the debugger's thread for deadlines raises an exception in it."""
import ctypes
import sys
import threading


class Passed(BaseException):
    """Raised in the code that has not ended in time."""


class Deadline:
    """
    A context whose code is ended after so many seconds, with `Passed`. Without a debugger, or under a version of it that this
    does not know, the code has all the time that it takes.
    """

    def __init__(self, seconds):
        self._seconds = seconds
        self._handle = None
        self._thread = threading.get_ident()
        self._is_raised = False

    def __enter__(self):
        # Looked up and not imported, as for all of the debugger's own.
        constants = sys.modules.get("_pydevd_bundle.pydevd_constants")
        debugger = constants and constants.get_global_debugger()
        tracker = getattr(debugger, "timeout_tracker", None)
        if tracker is not None:
            self._handle = tracker.call_on_timeout(self._seconds, self._raise)

    def __exit__(self, kind, *_):
        if self._handle is None:
            return
        # From here on it is not raised any more.
        self._handle.__exit__(None, None, None)
        if self._is_raised and kind is not Passed:
            _let_arrive()

    def _raise(self):
        self._is_raised = True
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), ctypes.py_object(Passed))


def _let_arrive():
    """What was raised as the code ended comes now. CPython 3.11 may hang where it is taken back instead."""
    try:
        for _ in range(1000):
            pass
    except Passed:
        pass
