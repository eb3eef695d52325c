import { type Settings } from './baseSettings';

export type ColorTheme = 'light' | 'dark';

export function colorThemeSetting(theme: ColorTheme): Settings {
  return { 'workbench.colorTheme': theme === 'light' ? 'Default Light Modern' : 'Default Dark Modern' };
}
