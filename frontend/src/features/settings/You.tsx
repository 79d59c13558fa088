/** Who is signed in here, and the way out. */
import './settings.css';
import { quietly } from '../../lib/quietly';
import { Button } from '../../ui/Button';
import { useLogOut, useViewer } from '../session/useSession';

export function You() {
  const { viewer } = useViewer();
  const logOut = useLogOut();
  return (
    <div className="setting-list">
      <div className="setting-row">
        <div>
          <p className="setting-name">{viewer?.username}</p>
          <p className="quiet">{viewer?.email}</p>
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
    </div>
  );
}
