/**
 * A debug adapter that answers late, wrongly or never. It tells the truth about what it is asked to read, if it tells
 * anything, for nobody could prove more than a debugger shows; about everything else it lies.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { DapRequests } from '../../../client/debuggee/dap';
import type { DapPort, FrameToCapture } from '../../../client/debuggee/debuggee';
import type { Clock } from '../../../client/debuggee/variables/clock';
import type { Cell, Content, Node, Program } from './program';
import type { Random } from './random';

/** What may go wrong with a request; each run has some of them. */
const FAULTS = [
  'ends',
  'never answers',
  'answers late',
  'does it late',
  'lies',
  'refuses',
  'refuses and does it',
  'writes something else',
  'reuses references',
  'cannot read',
  'cuts texts',
] as const;
type Fault = (typeof FAULTS)[number];

export class HostileAdapter implements DapPort {
  readonly capabilities: Dap.Capabilities;
  stops = 1;
  requests = 0;
  hasEnded = false;
  /** It says that it stands, or has been asked before it did. */
  isRunning = false;
  /** What was last shown of each cell, and what was first shown of it since a test emptied this. */
  readonly shown = new Map<Cell, Content>();
  readonly shownSince = new Map<Cell, Content>();
  #faults: readonly Fault[];
  #references: (readonly Cell[])[] = [];
  readonly #getters = new Set<number>();

  constructor(
    private readonly program: Program,
    private readonly random: Random,
    private readonly clock: Clock,
  ) {
    this.#faults = FAULTS.filter(() => random.below(3) === 0);
    this.capabilities = {
      supportsSetVariable: random.below(8) > 0,
      supportsSetExpression: random.below(3) === 0,
    };
  }

  /** From now on it behaves. */
  repent(): void {
    this.#faults = [];
  }

  /** The program goes on and stands again: what was known of it is void. */
  go(): void {
    this.program.run();
    this.stops++;
    // An adapter that gives the same numbers out again has them mean something else.
    this.#getters.clear();
    if (this.#faults.includes('reuses references')) this.#references.reverse();
    else this.#references = this.#references.map(() => []);
  }

  frames(): FrameToCapture[] {
    return [
      {
        frameId: this.stops * 10,
        function: 'main',
        source: '/program',
        readSource: () => Promise.resolve(undefined),
        line: 1,
        column: 1,
        depth: 0,
      },
    ];
  }

  request<C extends keyof DapRequests>(
    command: C,
    args: DapRequests[C]['arguments'],
  ): Promise<DapRequests[C]['response']> {
    this.requests++;
    return this.#answer(command, args);
  }

  async #answer(command: string, args: unknown): Promise<unknown> {
    if (this.hasEnded || this.#goesWrong('ends', 60)) {
      this.hasEnded = true;
      throw new Error('the connection to the debugger is closed');
    }
    if (this.#goesWrong('answers late', 10)) await this.#sleep(this.random.below(3_000));
    if (this.isRunning && this.random.below(2) === 0) throw new Error('the program runs');
    const isWrite = command === 'setVariable' || command === 'setExpression';
    if (!isWrite && this.#goesWrong('cannot read', 20)) throw new Error('it cannot be read');
    if (!isWrite && this.#goesWrong('never answers', 40)) return this.#never();
    switch (command) {
      case 'scopes':
        return { scopes: [{ name: 'Locals', variablesReference: this.#refer(this.program.locals), expensive: false }] };
      case 'variables':
        return { variables: this.#variables((args as Dap.VariablesArguments).variablesReference) };
      case 'setVariable':
        return this.#set(args as Dap.SetVariableArguments);
      case 'setExpression':
        return this.#setExpression(args as Dap.SetExpressionArguments);
      default:
        throw new Error(`${command} is not supported`);
    }
  }

  #variables(reference: number): Dap.Variable[] {
    const cells = this.#references[reference - 1];
    if (cells === undefined) throw new Error('there is no such reference');
    if (this.#getters.has(reference)) this.#callGetter(cells);
    return cells.map((cell) => {
      const { name, kind, content } = cell;
      this.#show(cell);
      const node = typeof content === 'object' ? content : null;
      const variablesReference =
        kind === 'getter' ? this.#referToGetter(cell) : node === null ? 0 : this.#refer(node.cells);
      const described = { name, variablesReference, evaluateName: name };
      if (kind === 'getter') return { ...described, value: '…', type: 'int', presentationHint: { lazy: true } };
      if (kind === 'part') return { ...described, value: `${node?.type} @ ${node?.address}`, type: node?.type ?? '' };
      if (kind === 'pointer') return { ...described, value: node?.address ?? '0x0', type: `${node?.type ?? 'T0'} *` };
      return {
        ...described,
        value: typeof content === 'number' ? String(content) : this.#cut(textOf(content)),
        type: kind === 'number' ? 'int' : 'text',
      };
    });
  }

  #show(cell: Cell): void {
    this.shown.set(cell, cell.content);
    if (!this.shownSince.has(cell)) this.shownSince.set(cell, cell.content);
  }

  /** A text that is shown in part is one that must not be written. */
  #cut(text: string): string {
    return text.length > 4 && this.#goesWrong('cuts texts', 2) ? `${text.slice(0, 3)}${this.random.pick(MARKS)}` : text;
  }

  #referToGetter(cell: Cell): number {
    const reference = this.#refer([cell]);
    this.#getters.add(reference);
    return reference;
  }

  /** Looking at it changes the program. */
  #callGetter([getter]: readonly Cell[]): void {
    this.program.getterCalls++;
    if (getter !== undefined) getter.content = -1;
  }

  #refer(cells: readonly Cell[]): number {
    return this.#references.push(cells);
  }

  #set({ variablesReference, name, value }: Dap.SetVariableArguments): Promise<unknown> {
    return this.#write(
      this.#references[variablesReference - 1]?.find((cell) => cell.name === name),
      value,
    );
  }

  #setExpression({ expression, value }: Dap.SetExpressionArguments): Promise<unknown> {
    return this.#write(
      this.program.cells().find((cell) => cell.name === expression),
      value,
    );
  }

  async #write(cell: Cell | undefined, text: string): Promise<unknown> {
    const response = { value: text };
    if (cell === undefined) throw new Error('there is no such variable');
    if (this.#goesWrong('refuses', 10)) throw new Error('it is not for you to write');
    if (this.#goesWrong('lies', 6)) return response;
    if (this.#goesWrong('writes something else', 10)) {
      if (cell.kind === 'number') cell.content = this.random.below(7);
      return response;
    }
    if (this.#goesWrong('does it late', 12)) {
      // A text that the program does not take is found out late, too.
      this.clock.after(this.random.below(30_000), () => void tryTo(() => store(cell, text, this.program.nodes)));
      if (this.random.below(2) === 0) return this.#never();
      await this.#sleep(29_999);
      await this.#sleep(2);
      return response;
    }
    if (this.#goesWrong('never answers', 15)) {
      if (this.random.below(2) === 0) store(cell, text, this.program.nodes);
      return this.#never();
    }
    store(cell, text, this.program.nodes);
    if (this.#goesWrong('refuses and does it', 10)) throw new Error('it was refused, or so it says');
    return response;
  }

  #goesWrong(fault: Fault, oneIn: number): boolean {
    return this.#faults.includes(fault) && this.random.below(oneIn) === 0;
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.clock.after(milliseconds, resolve));
  }

  #never(): Promise<never> {
    return new Promise(() => undefined);
  }
}

/** How adapters mark a text that goes on. */
const MARKS = ['…', '…"', '...', '"...'];

function textOf(content: Cell['content']): string {
  return typeof content === 'string' ? content : '';
}

function tryTo(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

function store(cell: Cell, text: string, nodes: readonly Node[]): void {
  if (cell.kind === 'number') {
    if (!/^-?\d+$/.test(text)) throw new Error(`'${text}' is no number`);
    cell.content = Number(text);
  } else if (cell.kind === 'text') cell.content = text;
  else if (cell.kind === 'pointer') {
    const node = text === '0x0' ? null : nodes.find(({ address }) => address === text);
    if (node === undefined) throw new Error('there is nothing at this address');
    cell.content = node;
  } else throw new Error('it cannot be assigned to');
}
