// The levels of `npm test`, in the order in which they run: from what fails in milliseconds to what takes a browser.

/**
 * @typedef {object} Level
 * @property {number} testSeconds How long one test may take, where it does not say so itself.
 * @property {number} minutes How long the whole level may take.
 * @property {readonly ('build' | 'host' | 'debuggers')[]} needs What must be set up besides the npm packages.
 */

/** @type {Readonly<Record<string, Level>>} */
export const LEVELS = {
  unit: { testSeconds: 10, minutes: 5, needs: [] },
  wire: { testSeconds: 10, minutes: 5, needs: [] },
  adapters: { testSeconds: 60, minutes: 10, needs: ['build', 'host', 'debuggers'] },
  editor: { testSeconds: 60, minutes: 18, needs: ['build', 'host', 'debuggers'] },
  page: { testSeconds: 120, minutes: 12, needs: ['build', 'host', 'debuggers'] },
};
