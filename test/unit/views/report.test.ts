import assert from 'node:assert/strict';
import type { PathVerdict, RollbackReport } from '../../../client/apiTypes';
import { reportSentence } from '../../../client/views/reportSentence';
import { reportText } from '../../../client/views/reportText';

const RESTORED: PathVerdict = { path: 'a', verdict: 'restored', values: { before: 2 } };
const LIED: PathVerdict = {
  path: 'b',
  verdict: 'lied',
  reason: 'it still reads 5',
  values: { before: 5, after: 5 },
};
const REFUSED: PathVerdict = { path: 'c|d', verdict: 'refused', reason: 'it is read-only.' };

describe('what is said of a rollback', () => {
  const table: readonly [RollbackReport['outcome'], readonly PathVerdict[], string][] = [
    ['restored', [RESTORED], "Back at savepoint 'x': 1 value restored and read back."],
    ['restored', [{ path: 'a', verdict: 'unchanged' }], "Back at savepoint 'x': nothing had to be written."],
    ['partial', [RESTORED, LIED], "Only partly back at savepoint 'x': 1 value restored, 1 not: b (lied)."],
    [
      'partial',
      [LIED, LIED, LIED, REFUSED],
      "Only partly back at savepoint 'x': no values restored, 4 not: b (lied), b (lied), b (lied), ….",
    ],
    [
      'undone',
      [{ path: 'a', verdict: 'unchanged' }, REFUSED],
      "Nothing was rolled back to savepoint 'x': c|d could not be written (it is read-only). What had been written was put back.",
    ],
  ];
  for (const [outcome, verdicts, sentence] of table) {
    it(sentence, () =>
      assert.equal(reportSentence({ target: "savepoint 'x'" }, { outcome, trace: 't', verdicts }), sentence),
    );
  }
});

describe('what is said of a rewind', () => {
  const goal = { target: 'x' };
  const at = { source: '/a.js', line: 12, function: 'f' };
  it('is where the program stands, and what ran again', () => {
    const rewind = { kind: 'reached', at, ranAgain: { from: 10, to: 12 } } as const;
    assert.equal(
      reportSentence(goal, { outcome: 'restored', trace: 't', verdicts: [RESTORED], rewind }),
      'Back at x: 1 value restored and read back. The program stands in line 12; from line 10 on it ran again.',
    );
  });

  it('is no more than that where it did not arrive', () => {
    const rewind = { kind: 'short', reason: 'the function returned before it came to line 9', at } as const;
    assert.equal(
      reportSentence(goal, { outcome: 'undone', trace: 't', verdicts: [], rewind }),
      'Nothing was rolled back: what had been written was put back. The program did not come back to where it stood: the function returned before it came to line 9. It stands in line 12, in f.',
    );
  });
});

describe('what is said of the rollback of one place', () => {
  const goal = { target: "savepoint 'x'", place: 'a.b' };
  it('names the place', () => {
    assert.equal(
      reportSentence(goal, { outcome: 'restored', trace: 't', verdicts: [RESTORED] }),
      "a.b is back at savepoint 'x': 1 value restored and read back.",
    );
    assert.equal(
      reportSentence(goal, { outcome: 'partial', trace: 't', verdicts: [LIED] }),
      "a.b is only partly back at savepoint 'x': no values restored, 1 not: b (lied).",
    );
  });
});

describe('the report', () => {
  it('begins with what did not come back and explains each verdict that it uses', () => {
    const text = reportText(
      'Rollback in bank.js',
      { target: "savepoint 'x'" },
      {
        outcome: 'partial',
        trace: 's/4',
        verdicts: [RESTORED, REFUSED, LIED],
      },
    );
    assert.equal(
      text,
      `# Rollback in bank.js

Only partly back at savepoint 'x': 1 value restored, 2 not: c|d (refused), b (lied).

| path | verdict  | before | after    | reason           |
| ---- | -------- | ------ | -------- | ---------------- |
| b    | lied     | 5      | 5        | it still reads 5 |
| c\\|d | refused  |        |          | it is read-only. |
| a    | restored | 2      | (absent) |                  |

- **lied**: the debugger said that it wrote it, and reading back found something else
- **refused**: could not be written
- **restored**: was written and read back

Trace: s/4
`,
    );
  });

  it('is made of hundreds of thousands of paths, of which some are long', () => {
    const verdicts = Array.from({ length: 200_000 }, (_, index): PathVerdict => ({
      path: index === 0 ? 'x'.repeat(5000) : `p${index}`,
      verdict: 'restored',
    }));
    const text = reportText('t', { target: 'x' }, { outcome: 'restored', trace: 's/1', verdicts });
    assert.match(text, /\| p199999 +\| restored \|/u);
    assert.ok(text.length < 200_000 * 120);
  });
});
