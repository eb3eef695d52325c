/** Evaluates that go to V8 directly, over a connection shared as js-debug does, and through the adapter where that fails. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { bundleProbe } from '../../client/debuggee/javascript/probeBundle.mjs';
import type { DapPort } from '../../client/debuggee/debuggee';
import { DirectPort, type InspectorAccess } from '../../client/debuggee/javascript/directPort';
import {
  type InspectorAddress,
  SharedInspector,
  type StackPlace,
} from '../../client/debuggee/javascript/sharedInspector';
import { JavaScriptDebuggee } from '../../client/debuggee/javascript/javaScriptDebuggee';
import { InspectedProgram } from './inspectedProgram';
import { OperatedSession } from './operatedSession';

const PROGRAM = `
function inner(depth) {
  let secret = 'inner ' + depth;
  let list = [];
  debugger;
  return secret;
}
function outer() {
  const secret = 'outer';
  inner(1);
  debugger;
}
outer();`;

describe('a shared connection to V8', () => {
  let program: InspectedProgram;
  let relay: Relay;
  let inspector: SharedInspector | undefined;

  before(() => {
    // Node 20 has none of its own.
    (globalThis as { WebSocket?: unknown }).WebSocket ??= WebSocket;
  });
  beforeEach(async () => {
    program = await InspectedProgram.start(PROGRAM);
    relay = await Relay.before(program);
    inspector = await SharedInspector.connect(relay.address);
  });
  afterEach(async () => {
    inspector?.close();
    await relay.close();
    await program.stop();
  });

  const port = (placeOf: InspectorAccess['placeOf'] = placeIn(program)): DirectPort =>
    new DirectPort(program, { inspector: () => Promise.resolve(inspector), placeOf });
  const evaluate = (through: DirectPort, expression: string, frameId = program.frames()[0]?.frameId ?? 0) =>
    through.request('evaluate', { frameId, expression, context: 'copy' });

  it('evaluates in each frame where the program stands, with nothing asked of the adapter', async () => {
    const [inner, outer] = program.frames();
    const through = port();
    assert.equal((await evaluate(through, 'secret', inner?.frameId)).result, 'inner 1');
    assert.equal((await evaluate(through, 'secret', outer?.frameId)).result, 'outer');
    assert.equal((await evaluate(through, 'JSON.stringify({ text: "a\\ud800\\n" })')).result, '{"text":"a\\ud800\\n"}');
    await program.resume();
    // V8 tells of it over two connections.
    while (inspector?.frameAt({ index: 0, count: program.stackSize }) === undefined) await nextTurn();
    assert.equal((await evaluate(through, 'secret')).result, 'outer');
    assert.deepEqual(program.requests, []);
  });

  it("rejects with V8's words where something throws, as the adapter does", async () => {
    const direct = await evaluate(port(), 'nonesuch.field').catch((error: unknown) => String(error));
    inspector?.close();
    const through = await evaluate(port(), 'nonesuch.field').catch((error: unknown) => String(error));
    assert.equal(direct, 'Error: Uncaught ReferenceError: nonesuch is not defined');
    assert.equal(through, direct);
    assert.deepEqual(program.requests, ['evaluate']);
  });

  it('leaves to the adapter what is not for the probe, and frames that are not on the stack as V8 tells it', async () => {
    const [frame] = program.frames();
    await port().request('evaluate', { frameId: frame?.frameId ?? 0, expression: 'secret', context: 'hover' });
    assert.deepEqual(program.requests, ['evaluate']);
    const asIf = (place: StackPlace | undefined) => port(() => Promise.resolve(place));
    await evaluate(asIf(undefined), 'secret');
    await evaluate(asIf({ index: 0, count: 1 }), 'secret');
    await evaluate(asIf({ index: program.stackSize, count: program.stackSize }), 'secret');
    assert.deepEqual(program.requests, Array<string>(4).fill('evaluate'));
  });

  /** By what the map of a script says: whether the adapter is asked, since variables have other names there. */
  const MAPS: Readonly<Record<string, readonly ['adapter' | 'direct', string]>> = {
    'has names': ['adapter', inline({ version: 3, sources: ['a.ts'], names: ['secret'], mappings: '' })],
    'has none, as those of tsc': ['direct', inline({ version: 3, sources: ['a.ts'], names: [], mappings: '' })],
    'is made of others': ['adapter', inline({ version: 3, sections: [] })],
    'is in another file': ['adapter', 'program.cjs.map'],
    'is no map': ['adapter', 'data:application/json,{'],
  };
  for (const [says, [way, map]] of Object.entries(MAPS))
    it(`goes ${way === 'direct' ? 'to V8' : 'to the adapter'} in a script whose source map ${says}`, async () => {
      await program.stop();
      program = await InspectedProgram.start(`${PROGRAM}\n//# sourceMappingURL=${map}`);
      inspector?.close();
      await relay.close();
      relay = await Relay.before(program);
      inspector = await SharedInspector.connect(relay.address);
      assert.equal((await evaluate(port(), 'secret')).result, 'inner 1');
      assert.deepEqual(program.requests, way === 'direct' ? [] : ['evaluate']);
    });

  it('loses no change whose reading it does not answer: a rollback takes it back', async () => {
    const debuggee = new JavaScriptDebuggee(port(), (await bundleProbe()).text);
    const session = new OperatedSession(program, debuggee, () => program.frames());
    await session.operations.savepoint('before');
    await program.ask("secret = 'spoiled'");
    relay.holds = true;
    const asked = relay.passes('Debugger.evaluateOnCallFrame');
    const look = assert.rejects(session.operations.lookAround('observe'), { message: /has ended its connection/u });
    await asked;
    // V8 answers in its order: the reading was made.
    await program.ask('1');
    await relay.close();
    await look;
    const { outcome, verdicts } = await session.operations.rollback(
      { kind: 'savepoint', savepoint: 'before' },
      { calls: 'assumed' },
    );
    assert.equal(outcome, 'restored');
    assert.deepEqual(
      verdicts.map(({ path, verdict }) => [path, verdict]),
      [['secret', 'restored']],
    );
    assert.equal(await program.ask('secret'), 'inner 1');
  });

  it('loses none either where the next reading fails as well', async () => {
    /** How many evaluates from now on the answer of one is lost that the program has made. */
    let until = Infinity;
    const lossy: DapPort = {
      request: async (command, args) => {
        const answer = await program.request(command, args);
        if (command === 'evaluate' && --until === 0) throw new Error('lost on its way');
        return answer;
      },
    };
    const debuggee = new JavaScriptDebuggee(lossy, (await bundleProbe()).text);
    const session = new OperatedSession(lossy, debuggee, () => program.frames(1));
    await session.operations.savepoint('before');
    const look = (): Promise<unknown> => session.operations.lookAround('observe');
    await program.ask("secret = 'spoiled'");
    until = 1;
    await assert.rejects(look(), { message: 'lost on its way' });
    await program.ask('list.push(1)');
    // What was lost is asked for once more, which comes; the reading after it does not.
    until = 2;
    await assert.rejects(look(), { message: 'lost on its way' });
    const target = { kind: 'savepoint', savepoint: 'before' } as const;
    const { verdicts } = await session.operations.rollback(target, { calls: 'assumed' });
    assert.deepEqual(verdicts.map(({ path }) => path).toSorted(), ['list.length', 'list[0]', 'secret']);
    assert.equal(await program.ask('secret + list.length'), 'inner 10');
  });

  it('tells of a change more than it can pass on at once', async () => {
    const debuggee = new JavaScriptDebuggee(port(), (await bundleProbe()).text);
    const session = new OperatedSession(program, debuggee, () => program.frames());
    await program.ask(
      'globalThis.texts = Array.from({ length: 45_000 }, (_, index) => `${index} `.repeat(10)), list = texts',
    );
    await session.operations.savepoint('before');
    await program.ask('list.fill("spoiled")');
    session.goesOn();
    const target = { kind: 'savepoint', savepoint: 'before' } as const;
    assert.equal((await session.operations.rollback(target, { calls: 'assumed' })).outcome, 'restored');
    assert.equal(await program.ask('list.every((text, index) => text === `${index} `.repeat(10))'), true);
  });

  it('rejects what has no answer when it ends, and is not asked again', async () => {
    const through = port();
    await evaluate(through, 'secret');
    relay.holds = true;
    const asked = relay.passes('Debugger.evaluateOnCallFrame');
    const unanswered = assert.rejects(evaluate(through, 'secret'), { message: /has ended its connection/u });
    await asked;
    await relay.close();
    await unanswered;
    assert.equal((await evaluate(through, 'secret')).result, 'inner 1');
    assert.deepEqual(program.requests, ['evaluate']);
  });

  it('is not there where nobody listens', async () => {
    await relay.close();
    await assert.rejects(SharedInspector.connect(relay.address), { message: /does not share its connection/u });
  });
});

function inline(map: object): string {
  return `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
}

function placeIn(program: InspectedProgram): InspectorAccess['placeOf'] {
  return (index) => Promise.resolve({ index, count: program.stackSize });
}

/** Answers what js-debug answers itself, and passes on the rest. */
class Relay {
  /** Whether answers are kept back. */
  holds = false;
  readonly #passed = new EventEmitter();

  private constructor(
    private readonly server: WebSocketServer,
    readonly address: InspectorAddress,
    inspectorUrl: string,
  ) {
    server.on('connection', (client) => this.#connect(client, new WebSocket(inspectorUrl)));
  }

  static async before(program: InspectedProgram): Promise<Relay> {
    const path = '/secret';
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path, perMessageDeflate: true });
    await once(server, 'listening');
    const { address: host, port } = server.address() as AddressInfo;
    return new Relay(server, { host, port, path }, program.socket.url);
  }

  /** Waits until a request or an event of that name passes; ask before causing it. */
  passes(method: string): Promise<unknown> {
    return once(this.#passed, method);
  }

  async close(): Promise<void> {
    for (const client of this.server.clients) client.terminate();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #connect(client: WebSocket, v8: WebSocket): void {
    const opened = once(v8, 'open');
    client.on('close', () => v8.close());
    client.on('message', (data: Buffer) => {
      const { id, method } = JSON.parse(data.toString()) as { id: number; method: string };
      if (method === 'JsDebug.subscribe') client.send(JSON.stringify({ id, result: {} }));
      else void opened.then(() => v8.send(data.toString()));
      this.#passed.emit(method);
    });
    v8.on('message', (data: Buffer) => {
      const { method } = JSON.parse(data.toString()) as { method?: string };
      if (!this.holds) client.send(data.toString());
      if (method !== undefined) this.#passed.emit(method);
    });
  }
}
