/** Every address of the web app. A page's code is loaded when it is first gone to. */
import { lazy } from 'react';
import type { RouteObject } from 'react-router';
import { Door, Strangers } from '../features/session/Door';
import { LogInPage } from '../features/session/LogInPage';
import { RequireSession } from '../features/session/RequireSession';
import { SignUpPage } from '../features/session/SignUpPage';
import { NotFound, RouteError } from '../ui/ErrorBoundary';

/** The frame of the signed in; those in front of the door need not wait for it. */
const Shell = lazy(async () => ({ default: (await import('./Shell')).Shell }));

export const routes: RouteObject[] = [
  {
    Component: Door,
    ErrorBoundary: RouteError,
    children: [
      {
        Component: Strangers,
        children: [
          { path: '/login', Component: LogInPage },
          { path: '/signup', Component: SignUpPage },
        ],
      },
      {
        HydrateFallback: () => null,
        children: [
          { path: '/reset-password', lazy: async () => ({ Component: (await import('../features/session/ResetPasswordPage')).ResetPasswordPage }) },
          { path: '/receipt', lazy: async () => ({ Component: (await import('../features/deletion/ReceiptPage')).ReceiptPage }) },
        ],
      },
    ],
  },
  {
    Component: RequireSession,
    ErrorBoundary: RouteError,
    children: [
      {
        path: '/',
        Component: Shell,
        HydrateFallback: () => null,
        children: [
          {
            ErrorBoundary: RouteError,
            children: [
              { index: true, lazy: async () => ({ Component: (await import('../features/overview/OverviewPage')).OverviewPage }) },
              { path: 'accounts', lazy: async () => ({ Component: (await import('../features/accounts/AccountsPage')).AccountsPage }) },
              { path: 'transactions', lazy: async () => ({ Component: (await import('../features/transactions/TransactionsPage')).TransactionsPage }) },
              { path: 'banks', lazy: async () => ({ Component: (await import('../features/banks/BanksPage')).BanksPage }) },
              { path: 'banks/:id', lazy: async () => ({ Component: (await import('../features/banks/BankPage')).BankPage }) },
              { path: 'link/return', lazy: async () => ({ Component: (await import('../features/banks/LinkReturnPage')).LinkReturnPage }) },
              { path: 'settings', lazy: async () => ({ Component: (await import('../features/settings/SettingsPage')).SettingsPage }) },
              { path: 'settings/activity', lazy: async () => ({ Component: (await import('../features/activity/ActivityPage')).ActivityPage }) },
              { path: 'settings/delete', lazy: async () => ({ Component: (await import('../features/deletion/DeletePage')).DeletePage }) },
              { path: 'settings/keys/:id', lazy: async () => ({ Component: (await import('../features/keys/KeyPage')).KeyPage }) },
              { path: '*', Component: NotFound },
            ],
          },
        ],
      },
    ],
  },
];
