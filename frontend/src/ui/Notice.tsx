/** A remark in the flow of a page: what is the case, and the one thing that helps. */
import './notice.css';
import type { ReactNode } from 'react';
import { Icon } from './Icon';

/** `alert` is read out at once; `caution` and `calm` are for those who come by. */
type NoticeTone = 'calm' | 'caution' | 'alert' | 'good';

export interface NoticeProps {
  tone?: NoticeTone;
  title?: string;
  children?: ReactNode;
  action?: ReactNode;
}

const ICONS = { calm: 'info', caution: 'clock', alert: 'alert', good: 'check' } as const;

export function Notice({ tone = 'calm', title, children, action }: NoticeProps) {
  return (
    <div className={`notice notice-${tone}`} role={tone === 'alert' ? 'alert' : 'note'}>
      <span className="notice-icon">
        <Icon name={ICONS[tone]} />
      </span>
      <div className="notice-text">
        {title !== undefined && <p className="notice-title">{title}</p>}
        {children !== undefined && <div>{children}</div>}
      </div>
      {action !== undefined && <div className="notice-action">{action}</div>}
    </div>
  );
}
