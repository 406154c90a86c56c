// The tests of the deployments core against one inverted replacement check: `npm run mutate` names it in MUTATE_CHECK.
// Without that variable nothing is changed.
import { defineConfig, type Plugin } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const EXPORTED = "export const check = (";

/** Passing becomes failing, failing and warning become passing. All else of the result stays. */
const INVERTED = `
export const check = (r) => {
  const result = original(r);
  return { ...result, status: result.status === "passing" ? "failing" : "passing" };
};
`;

function inverting(inverted: string): Plugin {
  const file = `/src/deployments/validation/${inverted}.ts`;
  return {
    name: `invert-${inverted}`,
    enforce: "pre",
    transform(code, id) {
      if (!id.split("?")[0]?.endsWith(file)) return null;
      if (code.split(EXPORTED).length !== 2)
        throw new Error(`${file} does not have exactly one "${EXPORTED}", so it cannot be inverted.`);
      return { code: code.replace(EXPORTED, "const original = (") + INVERTED, map: null };
    },
  };
}

const { MUTATE_CHECK: checkName } = process.env;

/** The inverted check's own tests first: they say best what went wrong. */
class OwnTestsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const own = (file: TestSpecification) => file.moduleId.endsWith(`/${checkName}.test.ts`);
    return [...sorted.filter(own), ...sorted.filter((file) => !own(file))];
  }
}

export default defineConfig({
  plugins: checkName === undefined ? [] : [inverting(checkName)],
  test: {
    include: ["test/deployments/**/*.test.ts"],
    testTimeout: 20_000,
    maxWorkers: 1,
    isolate: false,
    // Its key knows nothing of the inversion: with it a run could be given another run's module, inverted or not.
    fsModuleCache: false,
    sequence: { sequencer: OwnTestsFirst },
  },
});
