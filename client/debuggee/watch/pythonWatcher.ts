/** Watches rules in a Python program: debugpy evaluates a breakpoint's condition in the program, without asking. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { RuleId } from '../../../server/protocol';
import type { DapPort } from '../debuggee';
import { isFor, type LastHeld, type Operand, type WatchedRule, type Watcher } from './watcher';

/** The debugger's package, in whose namespace no frame of the program sees anything. */
const HOME = '__import__("sys").modules["_pydevd_bundle"].__dict__';

export class PythonWatcher implements Watcher {
  readonly #key = `savepoint_watch_${Math.random().toString(36).slice(2)}`;
  #rules: readonly WatchedRule[] = [];

  constructor(private readonly port: DapPort) {}

  async install(frameId: number, rules: readonly WatchedRule[]): Promise<readonly WatchedRule[]> {
    this.#rules = rules;
    const expressions = JSON.stringify(JSON.stringify(rules.map(({ expression }) => expression)));
    const run = `__import__("builtins").exec(${JSON.stringify(MODULE)},space)`;
    const keep = `${HOME}.__setitem__(${JSON.stringify(this.#key)},space["Watch"](${expressions}))`;
    const reply = await this.#evaluate(frameId, `(lambda space:(${run},${keep},"")[2])({})`);
    if (reply !== "''") throw new Error(`The rules could not be brought into the program: ${reply}`);
    return rules;
  }

  async lines(frameId: number, _source: Dap.Source, path: string): Promise<readonly number[]> {
    return (await this.#ask(frameId, `lines(${JSON.stringify(path)})`)) as readonly number[];
  }

  condition(source: string, line: number): string | undefined {
    const rules = this.#rules.flatMap((rule, index) => (isFor(rule, source, line) ? [index] : []));
    if (rules.length === 0) return undefined;
    return `${this.#watch}.at(${JSON.stringify(source)},${line},(${rules.join(',')},))`;
  }

  async look(frameId: number, source: string, line: number): Promise<void> {
    const condition = this.condition(source, line);
    if (condition !== undefined) await this.#evaluate(frameId, condition);
  }

  async lastHeld(frameId: number): Promise<readonly LastHeld[]> {
    const held = (await this.#ask(frameId, 'last_held()')) as readonly (readonly [string, number, Pairs] | null)[];
    return this.#rules.flatMap(({ rule }, index) => {
      const [source, line, pairs = []] = held[index] ?? [];
      return source === undefined || line === undefined ? [] : [{ rule, source, line, operands: operands(pairs) }];
    });
  }

  async operands(frameId: number, rule: RuleId): Promise<readonly Operand[]> {
    const index = this.#rules.findIndex((candidate) => candidate.rule === rule);
    return operands((await this.#ask(frameId, `now(${index})`)) as Pairs);
  }

  async dispose(frameId: number): Promise<void> {
    await this.#evaluate(frameId, `${HOME}.pop(${JSON.stringify(this.#key)},None)`);
  }

  get #watch(): string {
    return `${HOME}[${JSON.stringify(this.#key)}]`;
  }

  /** The answer is JSON in hexadecimal digits, which Python quotes as they are. */
  async #ask(frameId: number, call: string): Promise<unknown> {
    const reply = await this.#evaluate(frameId, `${this.#watch}.${call}`);
    if (!/^'(?:[\da-f]{2})*'$/u.test(reply)) throw new Error(`The rules in the program could not be asked: ${reply}`);
    return JSON.parse(Buffer.from(reply.slice(1, -1), 'hex').toString('utf8'));
  }

  async #evaluate(frameId: number, expression: string): Promise<string> {
    return (await this.port.request('evaluate', { frameId, expression, context: 'clipboard' })).result;
  }
}

type Pairs = readonly (readonly [expression: string, value: string | null])[];

function operands(pairs: Pairs): Operand[] {
  return pairs.map(([expression, value]) => ({ expression, value }));
}

/** A rule that throws where it is looked at does not apply there, or could not be checked: neither is a violation. */
const MODULE = `
import ast, json, sys

def _chain(node):
    if isinstance(node, ast.Name):
        return True
    if isinstance(node, ast.Attribute):
        return _chain(node.value)
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, (ast.Constant, ast.Name)) and _chain(node.value)
    return False

def _operands(node, text, found):
    if isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        return
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id == "len" and len(node.args) == 1 and _chain(node.args[0]):
            found.append(ast.get_source_segment(text, node))
            return
        if isinstance(node.func, ast.Attribute):
            _operands(node.func.value, text, found)
        for argument in node.args:
            _operands(argument, text, found)
        return
    if _chain(node):
        found.append(ast.get_source_segment(text, node))
        return
    for child in ast.iter_child_nodes(node):
        _operands(child, text, found)

class _Rule:
    def __init__(self, expression):
        text = "(%s\\n)" % expression.strip()
        self.code = None
        self.operands = []
        try:
            self.code = compile(text, "<savepoint>", "eval", dont_inherit=True)
            found = []
            _operands(ast.parse(text, mode="eval").body, text, found)
            self.operands = [(one, compile(one, "<savepoint>", "eval")) for one in list(dict.fromkeys(found))[:6]]
        except (SyntaxError, ValueError):
            pass
        # Functions in an expression see globals alone.
        self.merges = self.code is not None and any(hasattr(one, "co_code") for one in self.code.co_consts)

    def eval(self, frame):
        if self.merges:
            return eval(self.code, {**frame.f_globals, **frame.f_locals})
        return eval(self.code, frame.f_globals, frame.f_locals)

    def values(self, frame):
        return [self.value(code, frame) for _, code in self.operands]

    def value(self, code, frame):
        try:
            value = eval(code, frame.f_globals, frame.f_locals)
        except Exception:
            return _NOTHING
        if type(value) in _PLAIN:
            return value
        if type(value) in (list, tuple) and len(value) <= 20 and all(type(one) in _PLAIN for one in value):
            return tuple(value) if type(value) is tuple else list(value)
        return _NOTHING

_NOTHING = object()
_PLAIN = (int, float, str, bool, bytes, type(None))

def _text(value):
    return None if value is _NOTHING else repr(value)[:100]

def _hex(value):
    return json.dumps(value).encode().hex()

class Watch:
    def __init__(self, expressions):
        self.rules = [_Rule(expression) for expression in json.loads(expressions)]
        self.held = [None] * len(self.rules)

    def at(self, source, line, indexes):
        frame = sys._getframe(1)
        broken = False
        for index in indexes:
            rule = self.rules[index]
            try:
                value = rule.eval(frame)
            except BaseException:
                continue
            if value is True:
                self.held[index] = (source, line, rule.values(frame))
            elif value is False:
                broken = True
        return broken

    def pairs(self, index, values):
        return [(one, _text(value)) for (one, _), value in zip(self.rules[index].operands, values)]

    def last_held(self):
        return _hex([held and (held[0], held[1], self.pairs(index, held[2])) for index, held in enumerate(self.held)])

    def now(self, index):
        return _hex(self.pairs(index, self.rules[index].values(sys._getframe(1))))

    def lines(self, path):
        with open(path, "rb") as file:
            found = set()
            codes = [compile(file.read(), path, "exec", dont_inherit=True)]
        while codes:
            code = codes.pop()
            codes += [one for one in code.co_consts if hasattr(one, "co_code")]
            found.update(line for _, line in __import__("dis").findlinestarts(code) if line)
        return _hex(sorted(found))
`;
