/** Runs a test module inside the extension host: VS Code's own integration-test switches, told through the page. */
import { type EditorWindow } from './editorWindow';
import { EVENT_MARK, type TellTestEvent, type TestEvent } from './testEvent';

export interface TestModuleRun {
  readonly extensionDevelopmentPath: string;
  readonly testsPath: string;
  readonly tell: TellTestEvent;
}

/** In milliseconds after the extension host's own end. */
const LATEST_EXIT_CODE = 15_000;

/** Gives the test run's exit code. The window's server must be one that tests drive. */
export async function runTestModule(window: EditorWindow, run: TestModuleRun): Promise<number> {
  const { page, server } = window;
  const ended = new Promise<number>((resolve, reject) => {
    const expose = async (): Promise<void> => {
      await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => {
        const event = readEvent(args);
        if (event) run.tell(event);
      });
      await page.exposeFunction('codeAutomationExit', resolve);
      void server.whenPrinted(/Extension Host Process exited.*/).then((line) => {
        const fail = (): void => reject(new Error(`The extension host ended before the tests did: ${line}`));
        // At the tests' end it ends itself, at times before the page has told their exit code.
        if (/code: 0\b/.test(line)) setTimeout(fail, LATEST_EXIT_CODE).unref();
        else fail();
      });
      page.once('crash', () => {
        reject(new Error('The browser page crashed.'));
      });
      page.once('close', () => {
        reject(new Error('The browser page was closed before the tests ended.'));
      });
      const address = server.address({
        extensionDevelopmentPath: server.remote(run.extensionDevelopmentPath),
        extensionTestsPath: server.remote(run.testsPath),
      });
      await page.goto(address);
    };
    expose().catch(reject);
  });
  return ended;
}

function readEvent(args: readonly unknown[]): TestEvent | undefined {
  const text = args.find(
    (argument): argument is string => typeof argument === 'string' && argument.includes(EVENT_MARK),
  );
  if (text === undefined) return undefined;
  return JSON.parse(text.slice(text.indexOf(EVENT_MARK) + EVENT_MARK.length)) as TestEvent;
}
