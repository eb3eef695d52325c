/** The user settings of every window: nothing that talks, asks or moves by itself. */
export type Settings = Readonly<Record<string, unknown>>;

export const baseSettings: Settings = {
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'git.enabled': false,
  'npm.autoDetect': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'files.autoSave': 'off',
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  // A person has these on; the tests of hovers and of inline values turn them on where they are tested.
  'debug.toolBarLocation': 'docked',
  'debug.javascript.autoAttachFilter': 'disabled',
  // The tests' programs print little; the console must not take the place of what is looked at.
  'debug.internalConsoleOptions': 'neverOpen',
};
