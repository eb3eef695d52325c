"""Variables: of the paused call, of its callers, in cells, of modules; and which call is which."""
import sys
import unittest

from program import Program

counter = 0


class Frames(unittest.TestCase):
    def test_locals_of_the_call_and_of_its_caller(self):
        program = Program()
        seen = []

        def inner(first):
            second = first * 10
            then = program.capture(frames=2)
            first, second = 5, 6
            seen.append(2)
            now = program.capture(frames=2)
            self.assertEqual(program.roll_back(then, now), [])
            return first, second

        self.assertEqual(inner(1), (1, 10))
        self.assertEqual(seen, [])

    def test_a_caller_goes_on_with_what_was_restored(self):
        program = Program()
        kept = {}

        def inner(step):
            if step == 0:
                kept["then"] = program.capture(frames=2)
            else:
                self.assertEqual(program.roll_back(kept["then"], program.capture(frames=2)), [])

        def outer():
            count, shared = 1, 1

            def poke():
                nonlocal shared
                shared += 1

            inner(0)
            count = 2
            poke()
            inner(1)
            return count, shared

        self.assertEqual(outer(), (1, 1))

    def test_variables_of_the_module(self):
        global counter
        program = Program()
        then = program.capture()
        self.assertEqual(then.variables(1)["counter"], 0)
        self.assertEqual((then["frames"][1]["scope"], then["frames"][1]["depth"]), ("closure", -1))
        counter = 5
        self.assertEqual(program.roll_back(then, program.capture()), [])
        self.assertEqual(counter, 0)

    def test_some_variables_only(self):
        program = Program()
        one, other = 1, 1
        then = program.capture()
        one, other = 2, 2
        now = program.capture()
        number = then["frames"][0]["activation"]
        self.assertEqual(program.restore(then, bindings=[[number, ["one"], None]]), [])
        self.assertEqual((one, other), (1, 2))
        self.assertEqual(program.restore(then, bindings=[[number, ["nobody"], None]])[0]["reason"], "it had no value then")
        self.assertIsNotNone(now)

    def test_each_call_is_an_activation_of_its_own(self):
        program = Program()

        def call(again):
            first = program.capture()["frames"][0]["activation"]
            second = program.capture()["frames"][0]["activation"]
            self.assertEqual(first, second)
            return [first] + (call(again - 1) if again else []) + [program.capture()["frames"][0]["activation"]]

        found = call(2) + call(0)
        self.assertEqual(found[:3], found[5:2:-1])
        self.assertEqual(len(set(found)), 4)

    def test_a_call_that_is_over_is_let_go(self):
        import gc
        import weakref

        class Held:
            pass

        program = Program()

        def call():
            program.capture()
            late = Held()
            return weakref.ref(late)

        reference = call()
        program.retain.clear()
        program.capture()
        gc.collect()
        self.assertIsNone(reference())

    def test_a_call_that_is_over_cannot_be_written(self):
        program = Program()

        def call(value):
            return program.capture(), value

        then, _ = call(1)
        program.capture()
        failures = program.restore(then, bindings=[[then["frames"][0]["activation"], ["value"], None]])
        self.assertEqual(failures[0]["reason"], "its call has returned")

    def test_the_body_of_a_class(self):
        program = Program()

        class Body:
            value = 1
            then = program.capture()
            value = 2
            now = program.capture()
            failures = program.roll_back(then, now)

        self.assertEqual((Body.value, Body.failures), (1, []))

    def test_a_generator_is_the_same_call_when_it_goes_on(self):
        program = Program()

        def generate():
            value = 1
            then = program.capture()
            yield
            value = 2
            now = program.capture()
            self.assertEqual(now["frames"][0]["activation"], then["frames"][0]["activation"])
            self.assertEqual(program.roll_back(then, now), [])
            yield value

        generator = generate()
        next(generator)
        program.capture()
        self.assertEqual(next(generator), 1)

    def test_nothing_of_the_interpreter_or_the_debugger_is_a_variable(self):
        program = Program()
        frame_locals = [sorted(program.capture().variables()) for _ in [0]]
        self.assertNotIn(".0", frame_locals[0])
        names = program.capture().variables(1)
        self.assertEqual([name for name in names if name.startswith("__")], [])


class Evaluations(unittest.TestCase):
    def test_expressions(self):
        program = Program()
        balance, names = 5, ["a", "b"]
        results = program.evaluate(
            "balance > 0",
            "balance > 9",
            "all(n in names for n in 'ab')",
            "nobody > 1",
            "(balance := 7)",
            "import sys",
            "names.nothing",
            "balance # as of now",
            "self.fail('called')",
            "(lambda: somebody)()",
            "1 +\n1",
        )
        self.assertEqual(
            [result["value"] for result in results],
            ["true", "false", "true", "not-in-scope", "other", "error", "error", "other", "error", "not-in-scope", "other"],
        )
        self.assertEqual(results[3]["name"], "nobody")
        self.assertEqual(results[8]["message"], "AssertionError: called")
        self.assertEqual(balance, 5)
        self.assertIsNotNone(names)

    def test_an_object_is_told_by_its_type_and_not_asked_what_it_looks_like(self):
        class Secretive:
            def __repr__(self):
                raise AssertionError("called")

        secretive = Secretive()
        program = Program()
        program.capture()
        results = program.evaluate("secretive")
        self.assertEqual(results, [{"value": "other", "type": "Secretive", "text": "Secretive"}])
        self.assertIsNotNone(secretive)

    def test_a_name_that_a_called_function_lacks_is_an_error(self):
        def broken():
            return undefined_name  # noqa: F821

        self.assertEqual(Program().evaluate("broken()")[0]["value"], "error")
        self.assertRaises(NameError, broken)


class Traces(unittest.TestCase):
    def test_nothing_stays_in_sight(self):
        before = set(sys.modules)
        program = Program()
        program.capture()
        self.assertEqual({name for name in set(sys.modules) - before if "savepoint" in name or "probe" in name}, set())

    def test_the_garbage_collector_is_as_it_was(self):
        import gc

        program = Program()
        gc.disable()
        try:
            program.capture()
            self.assertFalse(gc.isenabled())
        finally:
            gc.enable()
        program.capture()
        self.assertTrue(gc.isenabled())


if __name__ == "__main__":
    unittest.main()
