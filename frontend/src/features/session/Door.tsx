/** The frame of the pages in front of the door: what Florin is, beside what one came for. */
import './session.css';
import type { ReactNode } from 'react';
import { Navigate, Outlet, useSearchParams } from 'react-router';
import { ThemeSwitch } from '../../app/ThemeSwitch';
import florin from '../../ui/florin.svg';
import { Failed, Loading } from '../../ui/states';
import { useServerInfo } from './useServerInfo';
import { useViewer } from './useSession';

export function Door() {
  const { info } = useServerInfo();
  return (
    <div className="door">
      <section className="door-story" aria-label="What Florin is">
        <p className="door-brand">
          <img src={florin} alt="" width="36" height="36" /> Florin
        </p>
        <p className="door-claim">Your bank accounts, as an API that you own.</p>
        <ul className="door-points plain">
          <li>One place for every bank, kept up to date by itself.</li>
          <li>Exact to the last cent. What the bank says is what you read.</li>
          <li>On your own machine, encrypted, and yours to query.</li>
        </ul>
        {info?.simulatorUrl != null && (
          <p className="door-simulated">
            The banks here are <a href={info.simulatorUrl}>simulated</a>: no real bank is asked, and no money is real.
          </p>
        )}
        <p className="door-links">
          <a href="/graphiql">Playground</a>
          <a href="/schema.graphql">Schema</a>
        </p>
      </section>
      <main className="door-main">
        <div className="door-theme">
          <ThemeSwitch />
        </div>
        <div className="door-form">
          <Outlet />
        </div>
      </main>
    </div>
  );
}

/** Leads those who are signed in to where they wanted to go; the others may ask to be let in. */
export function Strangers() {
  const { viewer, error, retry } = useViewer();
  const [search] = useSearchParams();
  if (viewer) return <Navigate to={wishOf(search)} replace />;
  if (error !== undefined) return <Failed error={error} retry={retry} />;
  return viewer === undefined ? <Loading label="Looking who you are" /> : <Outlet />;
}

/** A page in front of the door: its title, what it asks, and the way to another. */
export function DoorPage({ title, swap, children }: { title: string; swap?: ReactNode; children: ReactNode }) {
  return (
    <>
      <title>{`${title} · Florin`}</title>
      <h1>{title}</h1>
      {children}
      {swap !== undefined && <p className="quiet">{swap}</p>}
    </>
  );
}

/** The page that was asked for before the login. Only a path of ours: `//elsewhere` is another site. */
export function wishOf(search: URLSearchParams): string {
  const wish = search.get('next') ?? '/';
  return /^\/(?![/\\])/.test(wish) ? wish : '/';
}
