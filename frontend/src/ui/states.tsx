/** What stands where content would: while it loads, when there is none, and when it could not be had. */
import './states.css';
import type { ReactNode } from 'react';
import { problemOf } from '../lib/problem';
import { quietly } from '../lib/quietly';
import { Icon, type IconName } from './Icon';
import { Notice } from './Notice';
import { TryAgain, Wait } from './TryAgain';

/** Lines in the shape of what is to come. The label is for those who don't see them. */
export function Loading({ label, lines = 4 }: { label: string; lines?: number }) {
  return (
    <div className="loading" role="status">
      <span className="sr-only">{label}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="loading-line" aria-hidden="true" />
      ))}
    </div>
  );
}

/** Nothing here yet: why, and what to do about it. */
export function Empty({ icon, title, children, action }: { icon: IconName; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <span className="empty-icon">
        <Icon name={icon} size={28} />
      </span>
      <h2>{title}</h2>
      {children !== undefined && <div className="empty-text">{children}</div>}
      {action !== undefined && <div className="empty-action">{action}</div>}
    </div>
  );
}

/** It could not be had: the reason in plain words, the id to report, and another try when one can help. */
export function Failed({ error, retry }: { error: unknown; retry?: () => unknown }) {
  const problem = problemOf(error);
  const again = () => {
    quietly(Promise.resolve(retry?.()));
  };
  return (
    <Notice tone="alert" title={problem.message} action={retry && <TryAgain error={error} seconds={problem.retryAfterSeconds ?? 0} retry={again} />}>
      {retry === undefined && problem.retryAfterSeconds !== null && <Wait error={error} seconds={problem.retryAfterSeconds} />}
      {problem.requestId !== null && (
        <p className="quiet">
          Request id <code>{problem.requestId}</code>
        </p>
      )}
      {problem.plaidRequestId !== null && (
        <p className="quiet">
          Plaid’s request id <code>{problem.plaidRequestId}</code>
        </p>
      )}
    </Notice>
  );
}
