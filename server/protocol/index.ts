/**
 * The wire between the extension's client and its server: the only place where messages are declared.
 *
 * One constant for each message; both sides import it. What the debuggee holds is described in `../value`.
 */
export * from './words';
export * from './sessions';
export * from './rollback';
export * from './rules';
export * from './archives';
