/** The notifications at the lower right, and the dialogs that must be answered. */
import { type Locator, type Page } from 'playwright-core';
import { eventually } from './eventually';

export interface Message {
  readonly text: string;
  /** Presses the button with that label. */
  press(label: string): Promise<void>;
  /** Puts it away unanswered. */
  dismiss(): Promise<void>;
}

/** VS Code shows no toasts under its smoke-test driver; the notification center has them all. */
export class Notifications {
  private readonly center: Locator;

  constructor(private readonly page: Page) {
    this.center = page.locator('.notifications-center.visible');
  }

  /** Waits until there is a notification whose text contains that. */
  async waitFor(text: string | RegExp): Promise<Message> {
    const message = this.page.locator('.notification-list-item-message').filter({ hasText: text });
    const item = this.center.locator('.notification-list-item').filter({ has: message }).first();
    await eventually(`a notification with ${String(text)}`, async () => {
      await this.openCenter();
      return (await item.isVisible()) ? true : undefined;
    });
    return {
      text: (await item.locator('.notification-list-item-message').innerText()).trim(),
      press: (label) => button(item, label).press('Enter'),
      dismiss: async () => {
        await item.hover();
        await item.locator('.codicon-notifications-clear').click();
      },
    };
  }

  /** The texts of all notifications that are there now, the newest first. */
  async texts(): Promise<readonly string[]> {
    await eventually('the notification center', async () => {
      await this.openCenter();
      return true;
    });
    return this.center.locator('.notification-list-item-message').allInnerTexts();
  }

  async close(): Promise<void> {
    if (await this.center.isVisible()) await this.bell().click();
  }

  /** The center opens empty as well; it closes by itself when its last notification goes. */
  private async openCenter(): Promise<void> {
    if (await this.center.isVisible()) return;
    await this.bell().click();
    // It may have closed again, with the end of what was in progress: whoever waits opens it anew.
    await this.center.waitFor({ timeout: 1000 });
  }

  private bell(): Locator {
    return this.page.locator('.statusbar-item[id="status.notifications"]');
  }

  /** Waits for a dialog in the middle of the window whose text contains that. */
  async waitForDialog(text: string | RegExp): Promise<Message> {
    const dialog = this.page.locator('.monaco-dialog-box').filter({ hasText: text });
    await dialog.waitFor();
    return {
      text: (await dialog.locator('.dialog-message-container').innerText()).trim(),
      press: (label) => button(dialog, label).press('Enter'),
      dismiss: () => this.page.keyboard.press('Escape'),
    };
  }
}

function button(inside: Locator, label: string): Locator {
  return inside.getByRole('button', { name: label, exact: true });
}
