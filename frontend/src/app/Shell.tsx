/** The frame around every page of the signed in: where one is, where one can go, who one is, whether news arrives. */
import './shell.css';
import { Suspense } from 'react';
import { Link, NavLink, Outlet, ScrollRestoration } from 'react-router';
import { useSyncFeed } from '../features/banks/useSyncFeed';
import { ConfirmPassword } from '../features/session/ConfirmPassword';
import { useLogOut, useViewer } from '../features/session/useSession';
import { quietly } from '../lib/quietly';
import { Button } from '../ui/Button';
import florin from '../ui/florin.svg';
import { Icon, type IconName } from '../ui/Icon';
import { Loading } from '../ui/states';
import { ConnectionSign } from './ConnectionSign';
import { ThemeSwitch } from './ThemeSwitch';

const PLACES: { to: string; label: string; icon: IconName }[] = [
  { to: '/', label: 'Overview', icon: 'overview' },
  { to: '/accounts', label: 'Accounts', icon: 'accounts' },
  { to: '/transactions', label: 'Transactions', icon: 'transactions' },
  { to: '/banks', label: 'Banks', icon: 'banks' },
  { to: '/settings', label: 'Settings', icon: 'settings' },
];

export function Shell() {
  useSyncFeed();
  return (
    <div className="shell">
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="shell-side">
        <Link className="shell-brand" to="/">
          <img src={florin} alt="" width="30" height="30" /> Florin
        </Link>
        <nav className="shell-nav" aria-label="Main">
          {PLACES.map(({ to, label, icon }) => (
            <NavLink key={to} to={to} end={to === '/'} className="shell-place">
              <Icon name={icon} />
              <span>{label}</span>
            </NavLink>
          ))}
        </nav>
        <div className="shell-foot">
          <ConnectionSign />
          <ThemeSwitch />
          <Person />
        </div>
      </header>
      <main id="content" className="shell-main" tabIndex={-1}>
        <Suspense fallback={<Loading label="Loading the page" lines={6} />}>
          <Outlet />
        </Suspense>
      </main>
      <ConfirmPassword />
      <ScrollRestoration />
    </div>
  );
}

function Person() {
  const { viewer } = useViewer();
  const logOut = useLogOut();
  return (
    <div className="person">
      <Link className="person-name" to="/settings">
        {viewer?.username}
      </Link>
      <Button
        voice="quiet"
        size="small"
        onPress={() => {
          quietly(logOut());
        }}
      >
        Log out
      </Button>
    </div>
  );
}
