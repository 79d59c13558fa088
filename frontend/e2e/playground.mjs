/** The playground as a person uses it: tabs, the editor, the run button, the answer. */

/** The hands and eyes of one playground window. */
export class PlaygroundWindow {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    this.editor = page.locator('.graphiql-query-editor .monaco-editor').first();
    this.answer = page.locator('.graphiql-response .view-lines');
    this.standing = page.locator('.session-standing');
  }

  /** Waits until the operation stands in the editor. @param {string} name */
  async shows(name) {
    await this.editor.getByText(name, { exact: true }).first().waitFor();
  }

  /** Goes to another tab of the tour. @param {string} name */
  async open(name) {
    await this.page.getByRole('tablist').getByRole('button', { name, exact: true }).click();
    await this.shows(name);
    await this.#taken(` ${name} {`);
  }

  /** The operation of the open tab. */
  operation() {
    return this.page.evaluate(() => globalThis.sessionStorage.getItem('graphiql:query') ?? '');
  }

  /**
   * Replaces the operation in the editor. It is pasted, because the editor closes brackets by itself while one types.
   * @param {string} operation
   */
  async paste(operation) {
    await this.page.evaluate((text) => globalThis.navigator.clipboard.writeText(text), operation);
    await this.editor.click();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.press('ControlOrMeta+V');
    await this.#taken(operation);
  }

  /** Presses the run button. */
  async run() {
    await this.page.getByRole('button', { name: /^Execute query/ }).click();
  }

  /** Waits until the answer holds the text, and returns the visible part of the answer. @param {string} text */
  async answered(text) {
    try {
      await this.answer.filter({ hasText: text }).waitFor();
    } catch (cause) {
      throw new Error(`no ${text} in the answer, which is: ${await this.#read()}`, { cause });
    }
    return this.#read();
  }

  /** What one sees of the answer. Monaco draws spaces as no-break spaces. */
  async #read() {
    return (await this.answer.innerText()).replaceAll('\u00a0', ' ');
  }

  /**
   * Waits until GraphiQL has taken note of what stands in the editor. It does so a moment after the text has changed;
   * what is run before that goes out under the name of the operation before it. @param {string} text
   */
  async #taken(text) {
    await this.page.waitForFunction(
      (expected) => globalThis.sessionStorage.getItem('graphiql:query')?.includes(expected) ?? false,
      text,
    );
  }
}
