/** The notifications at the lower right, and the dialogs that must be answered. */
import { type Locator, type Page } from 'playwright-core';

export interface Message {
  readonly text: string;
  /** Presses the button with that label. */
  press(label: string): Promise<void>;
  /** Puts it away unanswered. */
  dismiss(): Promise<void>;
}

export class Notifications {
  constructor(private readonly page: Page) {}

  /** Waits until a notification is shown whose text contains that. */
  async waitFor(text: string | RegExp): Promise<Message> {
    const toast = this.page.locator('.notification-toast:visible').filter({ hasText: text }).first();
    await toast.waitFor();
    return {
      text: (await toast.locator('.notification-list-item-message').innerText()).trim(),
      press: (label) => button(toast, label).click(),
      dismiss: async () => {
        await toast.hover();
        await toast.locator('.codicon-notifications-clear').click();
      },
    };
  }

  /** The texts of all notifications that are shown now. */
  async texts(): Promise<readonly string[]> {
    return this.page.locator('.notification-toast:visible .notification-list-item-message').allInnerTexts();
  }

  /** Waits for a dialog in the middle of the window whose text contains that. */
  async waitForDialog(text: string | RegExp): Promise<Message> {
    const dialog = this.page.locator('.monaco-dialog-box').filter({ hasText: text });
    await dialog.waitFor();
    return {
      text: (await dialog.locator('.dialog-message-container').innerText()).trim(),
      press: (label) => button(dialog, label).click(),
      dismiss: () => this.page.keyboard.press('Escape'),
    };
  }
}

function button(inside: Locator, label: string): Locator {
  return inside.getByRole('button', { name: label, exact: true });
}
