// What was opened is closed in the opposite order, each once, whatever the others do.

export function closers() {
  const waiting: (() => Promise<unknown>)[] = [];
  return {
    add(close: () => Promise<unknown>): void {
      waiting.push(close);
    },
    /** Throws the first failure, after all were tried. */
    async closeAll(): Promise<void> {
      const failures: unknown[] = [];
      for (let close = waiting.pop(); close !== undefined; close = waiting.pop()) {
        try {
          await close();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
