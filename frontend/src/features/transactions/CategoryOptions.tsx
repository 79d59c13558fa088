/** The categories to choose from, group by group. */
import { graphql } from '../../gql';
import type { CategoriesQuery } from '../../gql/graphql';

export const CATEGORIES = graphql(`
  query Categories {
    categories {
      id
      name
      groupName
    }
  }
`);

/** The categories under their groups. The one that is chosen is there before the others have been read. */
export function CategoryOptions({ categories, chosen }: { categories: CategoriesQuery['categories'] | undefined; chosen: { id: string; name: string } | null }) {
  const groups = new Map<string, CategoriesQuery['categories']>();
  for (const category of categories ?? []) groups.set(category.groupName, [...(groups.get(category.groupName) ?? []), category]);
  const isUnknown = chosen !== null && !categories?.some((category) => category.id === chosen.id);
  return (
    <>
      {isUnknown && <option value={chosen.id}>{chosen.name}</option>}
      {[...groups].map(([group, members]) => (
        <optgroup key={group} label={group}>
          {members.map((category) => (
            <option key={category.id} value={category.id}>
              {category.name}
            </option>
          ))}
        </optgroup>
      ))}
    </>
  );
}
