/** What a person can set, and what they can see of their own account. */
import './settings.css';
import { Link } from 'react-router';
import { ThemeSwitch } from '../../app/ThemeSwitch';
import { LatestActivity } from '../activity/LatestActivity';
import { Page, Section } from '../../ui/Page';
import { Keys } from '../keys/Keys';
import { Password } from './Password';
import { Sessions } from './Sessions';
import { You } from './You';

export function SettingsPage() {
  return (
    <Page title="Settings">
      <Section title="You">
        <You />
      </Section>
      <Section title="Appearance">
        <div className="setting-list">
          <div className="setting-row">
            <div>
              <p className="setting-name">Colours</p>
              <p className="quiet">Light, dark, or as your system has it. Kept on this device.</p>
            </div>
            <ThemeSwitch />
          </div>
        </div>
      </Section>
      <Section title="Where you are signed in">
        <Sessions />
      </Section>
      <Section title="Password">
        <Password />
      </Section>
      <Section title="Activity">
        <LatestActivity />
      </Section>
      <Section title="Keys for programs">
        <Keys />
      </Section>
      <Section title="The API">
        <p>
          Everything that these pages show is asked at <code>POST /graphql</code>. Try it in the{' '}
          <a href="/graphiql">playground</a>, where you are signed in already, or read the{' '}
          <a href="/schema.graphql">schema</a>.
        </p>
      </Section>
      <Section title="Leaving">
        <p>
          You can <Link to="/settings/delete">delete your account</Link>, with everything that is kept of you here and at Plaid.
        </p>
      </Section>
    </Page>
  );
}
