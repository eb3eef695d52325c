/**
 * Texts for programs of several realms, as `node:vm` makes them: what is put on one realm's prototypes is not seen in
 * another. The probe lives in the outermost realm, where the host's own functions are, and others are linked to it.
 */

/**
 * The function constructor of the realm that made this one, undefined in the outermost. A context's global object shows
 * the properties of the object that it was made from, and that inherits from the realm that made it.
 */
const OUTER =
  'let outer;try{const own=Reflect.getOwnPropertyDescriptor(globalThis,"constructor");' +
  'const made=own===undefined||own.get===undefined?globalThis.constructor.constructor:undefined;' +
  'if(typeof made==="function"&&made!==Function&&made.name==="Function"&&' +
  '/^function Function\\(\\) \\{ \\[native code\\] \\}$/.test(Function.prototype.toString.call(made)))outer=made;}catch{}';

/** Runs a text in the outermost realm and links this one, if it is another. To be evaluated globally. */
export function inOutermostRealm(text: string, key: string): string {
  const run = `outer("return "+text)()`;
  return `(()=>{${OUTER};const text=${JSON.stringify(text)};if(outer===undefined)return(0,eval)(text);const reply=${run};${link(key)};return reply})()`;
}

/** Makes the probe of the outermost realm known in this one; says whether there was one. To be evaluated globally. */
export function linkToOutermostRealm(key: string): string {
  return `(()=>{${OUTER};if(outer===undefined)return"[false]";${link(key)};return probe===undefined?"[false]":"[true]"})()`;
}

function link(key: string): string {
  const quoted = JSON.stringify(key);
  return (
    `const probe=outer('return true['+${JSON.stringify(quoted)}+']')();if(probe!==undefined){` +
    `Object.defineProperty(Boolean.prototype,${quoted},{__proto__:null,value:probe,configurable:true});` +
    `const hidden=[Object.getPrototypeOf(async function(){}),Object.getPrototypeOf(function*(){}),Object.getPrototypeOf(async function*(){})];` +
    `for(const iterator of [[].values(),new Map().entries(),new Set().entries(),""[Symbol.iterator]()])` +
    `hidden.push(Object.getPrototypeOf(iterator),Object.getPrototypeOf(Object.getPrototypeOf(iterator)));` +
    `probe.link(globalThis,hidden,()=>{delete Boolean.prototype[${quoted}]});}`
  );
}
