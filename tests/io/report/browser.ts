/** A headless browser without a network, as far as one is installed. */
import { type BrowserContext, chromium, type Page } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Whether there is a browser; says so if there is none. */
export function hasBrowser(): boolean {
  try {
    return Deno.statSync(CHROMIUM).isFile;
  } catch {
    Deno.stderr.writeSync(new TextEncoder().encode(`skipped: no browser at ${CHROMIUM}\n`));
    return false;
  }
}

/** What a page must never do. */
export interface Misdeeds {
  /** Errors and warnings in the console, and exceptions. */
  readonly errors: string[];
  /** Requests to anything but files. */
  readonly requests: string[];
}

/** A browser with a directory of its own; removed when disposed of. */
export class Browser implements AsyncDisposable {
  private constructor(
    readonly context: BrowserContext,
    readonly directory: string,
  ) {}

  static async launch(): Promise<Browser> {
    const directory = await Deno.makeTempDir();
    const context = await chromium.launchPersistentContext(directory, {
      executablePath: CHROMIUM,
      headless: true,
      viewport: { width: 1440, height: 900 },
      args: ARGUMENTS,
    });
    return new Browser(context, directory);
  }

  /** Opens a report and waits until it is ready. */
  async open(
    url: string,
    colorScheme: "light" | "dark" = "light",
  ): Promise<Page & { misdeeds: Misdeeds }> {
    const page = await this.context.newPage();
    const misdeeds: Misdeeds = { errors: [], requests: [] };
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) misdeeds.errors.push(message.text());
    });
    page.on("pageerror", (error) => misdeeds.errors.push(error.message));
    page.on("dialog", (dialog) => misdeeds.errors.push(`dialog: ${dialog.message()}`));
    page.on("request", (request) => {
      if (!/^(file|data|blob):/.test(request.url())) misdeeds.requests.push(request.url());
    });
    await page.emulateMedia({ colorScheme });
    await page.goto(url);
    await page.waitForSelector("body[data-state=ready]");
    return Object.assign(page, { misdeeds });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
    await Deno.remove(this.directory, { recursive: true });
  }
}
