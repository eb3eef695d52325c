/** The JavaScript probe's bundle, as the build makes it: what `JavaScriptDebuggee` injects. */
declare module 'savepoint:probe' {
  const text: string;
  export default text;
}
