/** Who is signed in here, under which address, and the way out. */
import './settings.css';
import { useState } from 'react';
import { quietly } from '../../lib/quietly';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { useLogOut, useViewer } from '../session/useSession';
import { Email } from './Email';

export function You() {
  const { viewer } = useViewer();
  const logOut = useLogOut();
  const [isChanging, setChanging] = useState(false);
  const [isChanged, setChanged] = useState(false);
  if (!viewer) return null;
  return (
    <>
      <div role="status">{isChanged && <Notice tone="good" title="The e-mail address is changed." />}</div>
      <div className="setting-list">
        <div className="setting-row">
          <div>
            <p className="quiet">Username</p>
            <p className="setting-name">{viewer.username}</p>
          </div>
          <Button
            size="small"
            onPress={() => {
              quietly(logOut());
            }}
          >
            Log out of Florin
          </Button>
        </div>
        <div className="setting-row">
          <div>
            <p className="quiet">E-mail</p>
            <p className="setting-name">{viewer.email}</p>
          </div>
          <Button
            size="small"
            onPress={() => {
              setChanged(false);
              setChanging(true);
            }}
          >
            Change e-mail
          </Button>
        </div>
      </div>
      {isChanging && (
        <Email
          email={viewer.email}
          close={() => {
            setChanging(false);
          }}
          changed={() => {
            setChanging(false);
            setChanged(true);
          }}
        />
      )}
    </>
  );
}
