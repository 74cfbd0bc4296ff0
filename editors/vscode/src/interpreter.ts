/** The interpreter that the Python extension has for the workspace, and when it is another. No editor in it. */

export interface Environments {
  getActiveEnvironmentPath(): { path: string };
  resolveEnvironment(path: { path: string }): Promise<{ executable?: { uri?: { fsPath: string } } } | undefined>;
  onDidChangeActiveEnvironmentPath?(call: () => void): { dispose(): void };
}

export interface PythonExtension {
  readonly isActive: boolean;
  readonly exports: { environments?: Environments } | undefined;
  activate(): Thenable<unknown>;
}

export class Interpreter {
  private known: string | undefined;
  private follows: { dispose(): void } | undefined;
  private awaited: Promise<void> | undefined;

  /** `changed` is called when it became another one after it was asked for. */
  constructor(
    private readonly extension: () => PythonExtension | undefined,
    private readonly changed: () => void,
  ) {}

  /**
   * Its path; undefined where nobody knows one. The extension is not started for it, but where a Python file is open
   * (`expected`) it is on its way as we are: with `waits` that is waited for, else `changed` tells of it.
   */
  async path(expected: boolean, waits: boolean): Promise<string | undefined> {
    const extension = this.extension();
    if (extension && !extension.isActive && expected) {
      this.awaited ??= Promise.resolve(extension.activate()).then(
        () => this.look(),
        () => undefined, // it does not start: then nobody knows
      );
      if (waits) {
        await this.awaited;
      }
    }
    return (this.known = await this.now());
  }

  dispose(): void {
    this.follows?.dispose();
  }

  private async now(): Promise<string | undefined> {
    const extension = this.extension();
    const environments = extension?.isActive ? extension.exports?.environments : undefined;
    if (!environments) {
      return undefined;
    }
    this.follows ??= environments.onDidChangeActiveEnvironmentPath?.(() => void this.look());
    const resolved = await environments.resolveEnvironment(environments.getActiveEnvironmentPath());
    return resolved?.executable?.uri?.fsPath;
  }

  private async look(): Promise<void> {
    const now = await this.now();
    if (now !== this.known) {
      this.known = now;
      this.changed();
    }
  }
}
