/** What a user did wrong, sorted by where it is shown: at its field, or above the form. */

/** The shape of every `userErrors` entry. */
export interface UserErrorText {
  code: string;
  message: string;
  path?: readonly string[] | null | undefined;
}

/** Messages by field, and those that belong to none of the fields. */
export interface SortedErrors {
  fields: Record<string, string>;
  form: string[];
}

/** Sorts the errors by the fields that the form has. The last step of a path names its field. */
export function sortErrors(errors: readonly UserErrorText[], fields: readonly string[]): SortedErrors {
  const sorted: SortedErrors = { fields: {}, form: [] };
  for (const { message, path } of errors) {
    const field = path?.at(-1);
    if (field !== undefined && fields.includes(field)) sorted.fields[field] ??= message;
    else sorted.form.push(message);
  }
  return sorted;
}
