/**
 * Watches rules in a JavaScript program. What it keeps is reached by syntax alone, like the probe, since a frame may hide
 * any name. V8 evaluates a breakpoint's condition itself, without asking the debugger.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { RuleId } from '../../../server/protocol';
import type { DapPort } from '../debuggee';
import { isFor, type LastHeld, type Operand, type WatchedRule, type Watcher } from './watcher';

interface Prepared extends WatchedRule {
  readonly operands: readonly string[];
}

export class JavaScriptWatcher implements Watcher {
  readonly #key = `savepointWatch${Math.random().toString(36).slice(2)}`;
  #rules: readonly Prepared[] = [];

  constructor(private readonly port: DapPort) {}

  async install(frameId: number, rules: readonly WatchedRule[]): Promise<readonly WatchedRule[]> {
    // The parser that these need is large, and loaded when it is used.
    const [{ checkExpression }, { operandsOf }] = await Promise.all([
      import('../javascript/expressions'),
      import('../javascript/operands'),
    ]);
    // Private names cannot be named inside of functions that are evaluated.
    const plain = rules.filter(({ expression }) => checkExpression(expression).kind === 'plain');
    this.#rules = plain.map((rule) => ({ ...rule, operands: operandsOf(rule.expression) }));
    await this.#evaluate(frameId, `(${INSTALL})(${JSON.stringify(this.#key)},${this.#rules.length}),''`);
    return plain;
  }

  async lines(_frameId: number, source: Dap.Source): Promise<readonly number[]> {
    const { content } = await this.port.request('source', { source, sourceReference: source.sourceReference ?? 0 });
    const endLine = content.split(/\r\n|\r|\n/u).length;
    const { breakpoints } = await this.port.request('breakpointLocations', { source, line: 1, endLine });
    return [...new Set(breakpoints.map(({ line }) => line))];
  }

  condition(source: string, line: number): string | undefined {
    const terms = this.#rules.flatMap((rule, index) => {
      if (!isFor(rule, source, line)) return [];
      return [`[${index},()=>(${rule.expression}\n),${closures(rule.operands)}]`];
    });
    if (terms.length === 0) return undefined;
    return `true[${JSON.stringify(this.#key)}].at(${JSON.stringify(source)},${line},[${terms.join(',')}])`;
  }

  async look(frameId: number, source: string, line: number): Promise<void> {
    const condition = this.condition(source, line);
    if (condition !== undefined) await this.#evaluate(frameId, condition);
  }

  async lastHeld(frameId: number): Promise<readonly LastHeld[]> {
    const held = (await this.#ask(frameId, 'lastHeld()')) as readonly (readonly [string, number, string[]] | null)[];
    return this.#rules.flatMap(({ rule, operands }, index) => {
      const [source, line, values] = held[index] ?? [];
      if (source === undefined || line === undefined) return [];
      return [{ rule, source, line, operands: withValues(operands, values ?? []) }];
    });
  }

  async operands(frameId: number, rule: RuleId): Promise<readonly Operand[]> {
    const operands = this.#rules.find((candidate) => candidate.rule === rule)?.operands ?? [];
    return withValues(operands, (await this.#ask(frameId, `now(${closures(operands)})`)) as (string | null)[]);
  }

  async dispose(frameId: number): Promise<void> {
    await this.#evaluate(frameId, `delete Boolean.prototype[${JSON.stringify(this.#key)}],''`);
  }

  async #ask(frameId: number, call: string): Promise<unknown> {
    return JSON.parse(await this.#evaluate(frameId, `true[${JSON.stringify(this.#key)}].${call}`));
  }

  /** The context in which js-debug gives texts whole and as they are. */
  async #evaluate(frameId: number, expression: string): Promise<string> {
    return (await this.port.request('evaluate', { frameId, expression, context: 'copy' })).result;
  }
}

function closures(expressions: readonly string[]): string {
  return `[${expressions.map((expression) => `()=>(${expression}\n)`).join(',')}]`;
}

function withValues(operands: readonly string[], values: readonly (string | null)[]): Operand[] {
  return operands.map((expression, index) => ({ expression, value: values[index] ?? null }));
}

/** A rule that throws where it is looked at does not apply there, or could not be checked: neither is a violation. */
const INSTALL = `(key,count)=>{
const held=new Array(count).fill(null),{stringify}=JSON,define=Object.defineProperty;
const {isArray}=Array,isPlain=(value)=>value===null||typeof value!=="object"&&typeof value!=="function";
const read=(closure)=>{try{const value=closure();if(isPlain(value))return value;if(!isArray(value)||value.length>20)return;const copy=[];for(let i=0;i<value.length;i++){if(!isPlain(value[i]))return;copy[i]=value[i]}return copy}catch{}};
const text=(value)=>isArray(value)?"["+value.map((one)=>text(one)??"undefined").join(", ")+"]":value===undefined?null:typeof value==="string"?stringify(value.length>100?value.slice(0,99)+"…":value):Object.is(value,-0)?"-0":typeof value==="bigint"?value+"n":typeof value==="symbol"?"a symbol":""+value;
const at=(source,line,rules)=>{let broken=false;
for(let i=0;i<rules.length;i++){const rule=rules[i];let value;try{value=rule[1]()}catch{continue}
if(value===true){const values=[],closures=rule[2];for(let j=0;j<closures.length;j++)values[j]=read(closures[j]);held[rule[0]]={source,line,values}}
else if(value===false)broken=true}
return broken};
const lastHeld=()=>stringify(held.map((one)=>one&&[one.source,one.line,one.values.map(text)]));
const now=(closures)=>stringify(closures.map((closure)=>text(read(closure))));
define(Boolean.prototype,key,{__proto__:null,configurable:true,value:{at,lastHeld,now}})}`.replaceAll('\n', '');
