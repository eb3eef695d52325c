/** Whether a function meets what is thrown at a place, by its source. */
import assert from 'node:assert/strict';
import { SourceScopes } from '../../../client/debuggee/javascript/sourceScopes';

/** Each place is a call of `at`, whose argument says whether it is met. */
const SOURCE = `
function work() {
  at(false);
  try { at(true); if (work) at(true); } catch (error) { at(false); }
  try { at(true); } catch { at(true); } finally { at(false); }
  try { try { at(true); } finally { at(true); } } catch {}
  try {
    list.forEach((one) => { at(false); });
    class Inner { static { at(false); } field = () => at(false); }
  } catch {}
}
at(false);
try { at(true); } finally { at(false); }
`;

describe('what is thrown', () => {
  const scopes = SourceScopes.parse(SOURCE, 'work.js');
  for (const [index, line] of SOURCE.split('\n').entries())
    for (const match of line.matchAll(/at\((?<met>true|false)\)/gu)) {
      const met = match.groups?.['met'] === 'true';
      it(`is ${met ? '' : 'not '}met at ${index + 1}:${match.index + 1}`, () =>
        assert.equal(scopes?.catchesAt(index + 1, match.index + 1), met));
    }
});
