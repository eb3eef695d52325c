"""Whether the function that stands somewhere meets what is thrown there."""
import sys
import unittest

from program import bring_in_module

_catches = bring_in_module("handlers")["catches"]


def met():
    """Whether the caller meets it, at the line that calls this."""
    return _catches(sys._getframe(1))


class Handlers(unittest.TestCase):
    def test_lines_of_a_try(self):
        seen = {"before": met()}
        try:
            seen["body"] = met()
            if seen:
                seen["deeper"] = met()
        except ValueError:
            pass
        else:
            seen["else"] = met()
        finally:
            seen["finally"] = met()
        expected = {"before": False, "body": True, "deeper": True, "else": True, "finally": False}
        self.assertEqual(seen, expected)

    def test_a_handler_is_met_by_what_is_around_it_alone(self):
        seen = {}
        try:
            raise ValueError()
        except ValueError:
            seen["alone"] = met()
        try:
            try:
                raise ValueError()
            except ValueError:
                seen["inside"] = met()
        finally:
            seen["done"] = True
        self.assertEqual(seen, {"alone": False, "inside": True, "done": True})

    def test_a_function_in_a_try_is_not_the_one_that_meets(self):
        seen = {}
        try:

            def inner():
                seen["inner"] = met()
                return 1

            seen["lambda"] = (lambda: met())()
            seen["with"] = [inner(), met()][1]
        finally:
            pass
        self.assertEqual(seen, {"inner": False, "lambda": False, "with": True})

    def test_nothing_is_claimed_without_a_source(self):
        space = {"met": met}
        exec("try:\n    seen = met()\nfinally:\n    pass\n", space)
        self.assertEqual(space["seen"], False)


if __name__ == "__main__":
    unittest.main()
