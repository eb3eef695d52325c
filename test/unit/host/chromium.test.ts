/** Which Chromium the tests take. */
import assert from 'node:assert/strict';
import { findChromium } from '../../host/provision/chromium.mjs';

describe('the Chromium of the tests', () => {
  const before = process.env['CHROME_PATH'];
  afterEach(() => {
    if (before === undefined) delete process.env['CHROME_PATH'];
    else process.env['CHROME_PATH'] = before;
  });

  it('is the one that CHROME_PATH names', () => {
    process.env['CHROME_PATH'] = process.execPath;
    assert.equal(findChromium(), process.execPath);
  });

  it('is refused in one sentence where CHROME_PATH names no program', () => {
    process.env['CHROME_PATH'] = '/nonesuch/chromium';
    assert.throws(() => findChromium(), {
      message:
        'CHROME_PATH names /nonesuch/chromium, which is no program that can be run; name a Chromium or unset it.',
    });
  });
});
