/** Which programs can look at rules by themselves. */
import { languageOf } from '../language';
import type { DapPort } from '../debuggee';
import { JavaScriptWatcher } from './javaScriptWatcher';
import { PythonWatcher } from './pythonWatcher';
import type { Watcher } from './watcher';

export function watcherFor(type: string, port: DapPort): Watcher | undefined {
  switch (languageOf(type)) {
    case 'javascript':
      return new JavaScriptWatcher(port);
    case 'python':
      return new PythonWatcher(port);
    case 'other':
      return undefined;
  }
}
