declare module 'savepoint:python-probe' {
  const text: string;
  export default text;
}
