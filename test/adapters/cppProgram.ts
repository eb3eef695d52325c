/** A C++ program of the fixtures, compiled and run under lldb to the lines that comments mark. */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fixture } from '../host/fixture';
import { provisionDebuggers } from '../host/provision/index.mjs';
import { AdapterProcess } from './adapterProcess';

export class CppProgram {
  private constructor(
    readonly adapter: AdapterProcess,
    readonly source: string,
  ) {}

  /** Runs `name`.cpp to the first of the lines that end in `// MARK`. */
  static async start(name: string, marks: readonly string[]): Promise<CppProgram> {
    const { lldb, lldbEnvironment, compiler } = await provisionDebuggers(console.log);
    const source = fixture(`cpp/${name}.cpp`);
    const lines = (await readFile(source, 'utf8')).split('\n');
    const program = await (compiled[name] ??= compile(compiler, source));
    const adapter = new AdapterProcess({ command: lldb, environment: lldbEnvironment });
    const lineOf = (mark: string): number => lines.findIndex((line) => line.endsWith(`// ${mark}`)) + 1;
    await adapter.launch({ program, stopOnEntry: false }, source, marks.map(lineOf));
    return new CppProgram(adapter, source);
  }

  /** What lldb itself shows of an expression. */
  async ask(expression: string): Promise<string> {
    const [top] = await this.adapter.frames(this.source, 1);
    const args = { expression, context: 'watch', ...(top !== undefined && { frameId: top.frameId }) };
    return (await this.adapter.request('evaluate', args)).result.trim();
  }

  stop(): Promise<void> {
    return this.adapter.stop();
  }
}

/** By name; each is compiled once for all tests of a run. */
const compiled: Record<string, Promise<string>> = {};

async function compile(compiler: string, source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'savepoint-cpp-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'program');
  await promisify(execFile)(compiler, ['-g', '-O0', '-std=c++17', '-o', program, source]);
  return program;
}
