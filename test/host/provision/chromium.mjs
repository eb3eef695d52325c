// Finds a Chromium that Playwright can drive.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of a Chromium, `CHROME_PATH` first, or undefined. Throws where `CHROME_PATH` names no program. */
export function findChromium() {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH && !isExecutable(CHROME_PATH)) {
    throw new Error(
      `CHROME_PATH names ${CHROME_PATH}, which is no program that can be run; name a Chromium or unset it.`,
    );
  }
  if (CHROME_PATH) return CHROME_PATH;
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/bin'];
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
