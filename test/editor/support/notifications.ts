/** The messages that VS Code shows, answered by its own commands, as by a person's keys. */
import * as vscode from 'vscode';

/** Presses the first button of the message that came last. */
export async function acceptNewestMessage(): Promise<void> {
  await vscode.commands.executeCommand('notification.acceptPrimaryAction');
}
