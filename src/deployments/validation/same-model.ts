// Two packages built from one source model are the same model (reference section 1.2, "Identity trap").
import type { ModelPackage } from "../model-package.ts";

type Identified = Pick<ModelPackage, "id" | "sourceModel">;

/** Where a source model is unknown (external models), only the package itself can be recognised. */
export function isSameModel(one: Identified, other: Identified): boolean {
  if (one.id === other.id) return true;
  if (one.sourceModel === null || other.sourceModel === null) return false;
  return (
    one.sourceModel.experimentId === other.sourceModel.experimentId &&
    one.sourceModel.modelId === other.sourceModel.modelId
  );
}

/** What identifies the model, in words, for comparison with `other`. */
export function identityWords(one: Identified, other: Identified): string {
  if (one.sourceModel === null || other.sourceModel === null) return `package ${one.id}`;
  return `model ${one.sourceModel.modelId} of experiment ${one.sourceModel.experimentId}`;
}
