/** What the linter asks of the pages: typed strict rules, accessible markup, the rules of hooks, short files. */
import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'src/gql'] },
  js.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}', '*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './tsconfig.node.json'], tsconfigRootDir: import.meta.dirname },
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    extends: [jsxA11y.flatConfigs.strict, reactHooks.configs.flat['recommended-latest']],
    rules: { 'max-lines': ['error', 250], 'no-console': 'error' },
  },
  {
    files: ['codegen.mjs', 'e2e/**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', fetch: 'readonly', URL: 'readonly', AbortSignal: 'readonly', document: 'readonly', console: 'readonly', HTMLInputElement: 'readonly', PerformanceObserver: 'readonly' } },
    rules: { 'max-lines': ['error', 250] },
  },
  {
    // The apps of the Link journeys, which run in the browser.
    files: ['e2e/link/*-app.*'],
    languageOptions: {
      globals: { window: 'readonly', document: 'readonly', sessionStorage: 'readonly', URL: 'readonly' },
      parserOptions: { ecmaFeatures: { jsx: true } },
    },
  },
);
