/** A link between the pages in front of the door that keeps where one wanted to go. */
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';

export function DoorLink({ to, children }: { to: string; children: ReactNode }) {
  const { search } = useLocation();
  return <Link to={{ pathname: to, search }}>{children}</Link>;
}
