/** Requests whose server ends before it answers: they are asked again, in their order, and each is answered once. */
import assert from 'node:assert/strict';
import { Deliveries } from '../../../client/deliveries';
import { ServerRestarts } from '../../../client/serverRestarts';

class Lost extends Error {}

interface Sent {
  readonly request: string;
  readonly sequence?: number;
  readonly answer: (result: string) => void;
  readonly fail: (error: Error) => void;
}

describe('deliveries', () => {
  let sent: Sent[];
  let deliveries: Deliveries;

  beforeEach(() => {
    sent = [];
    const send = (request: string, params: object): Promise<unknown> =>
      new Promise((answer, fail) => {
        sent.push({ request, ...params, answer, fail });
      });
    deliveries = new Deliveries(send, (error) => error instanceof Lost);
  });

  const requests = (): readonly (string | number | undefined)[][] =>
    sent.map(({ request, sequence }) => [request, sequence]);

  it('number what is to be done once, and pass answers and refusals on', async () => {
    const answers = [
      deliveries.request('a', {}, 'once'),
      deliveries.request('r', {}, 'again'),
      deliveries.request('b', {}, 'once'),
    ];
    assert.deepEqual(requests(), [
      ['a', 1],
      ['r', undefined],
      ['b', 2],
    ]);
    assert.equal(deliveries.acknowledged, 0);
    sent[0]?.answer('done');
    sent[1]?.answer('read');
    sent[2]?.fail(new Error('refused'));
    assert.deepEqual(await Promise.all(answers.slice(0, 2)), ['done', 'read']);
    await assert.rejects(answers[2] ?? Promise.resolve(), /refused/);
    assert.equal(deliveries.acknowledged, 2);
  });

  it('ask again what was not answered, under the same numbers, before what was asked meanwhile', async () => {
    const answers = ['a', 'b'].map((request) => deliveries.request(request, {}, 'once'));
    sent[0]?.answer('done');
    await answers[0];
    deliveries.interrupt();
    sent[1]?.fail(new Lost());
    answers.push(deliveries.request('c', {}, 'once'));
    assert.equal(sent.length, 2);
    deliveries.resume();
    assert.deepEqual(requests().slice(2), [
      ['b', 2],
      ['c', 3],
    ]);
    sent[2]?.answer('b done');
    sent[3]?.answer('c done');
    assert.deepEqual(await Promise.all(answers), ['done', 'b done', 'c done']);
    assert.equal(deliveries.acknowledged, 3);
  });

  it('take a loss that is told late for what was made up for', async () => {
    const answer = deliveries.request('a', {}, 'once');
    deliveries.interrupt();
    deliveries.resume();
    sent[0]?.fail(new Lost());
    await Promise.resolve();
    assert.equal(sent.length, 2);
    sent[1]?.answer('done');
    assert.equal(await answer, 'done');
    const next = deliveries.request('b', {}, 'once');
    assert.deepEqual(requests().at(-1), ['b', 2]);
    sent[2]?.answer('done');
    await next;
  });

  it('begin anew with a server that knows nothing', async () => {
    const answer = deliveries.request('a', {}, 'once');
    deliveries.interrupt();
    deliveries.startOver(new Error('lost with the server'));
    await assert.rejects(answer, /lost with the server/);
    void deliveries.request('b', {}, 'once');
    assert.deepEqual(requests().at(-1), ['b', 1]);
  });
});

describe('restarts of a server', () => {
  it('come at once, then later and later, and end', () => {
    const restarts = new ServerRestarts();
    const delays = Array.from({ length: 21 }, (_, index) => restarts.next(index * 100));
    assert.deepEqual(delays.slice(0, 9), [0, 0, 0, 100, 200, 400, 800, 1_600, 3_200]);
    assert.deepEqual(
      delays.slice(9, 20),
      Array.from({ length: 11 }, () => 5_000),
    );
    assert.equal(delays[20], 'give-up');
  });

  it('are forgotten after three minutes', () => {
    const restarts = new ServerRestarts();
    for (let end = 0; end < 5; end++) restarts.next(0);
    assert.equal(restarts.next(180_000), 0);
  });
});
