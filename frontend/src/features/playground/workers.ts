/**
 * The three workers of the editor, as files of our own origin that the build emits. GraphiQL has a file of this kind
 * (`graphiql/setup-workers/vite`), but the dev server cannot bundle `?worker` imports of a dependency.
 */
import type {} from 'monaco-editor';
import EditorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker';
import JsonWorker from 'monaco-editor/esm/vs/language/json/json.worker.js?worker';
import GraphQLWorker from 'monaco-graphql/esm/graphql.worker.js?worker';

/** Monaco asks this global for its workers, so it must stand before the first editor does. */
window.MonacoEnvironment = {
  getWorker(_id, language) {
    switch (language) {
      case 'json':
        return new JsonWorker();
      case 'graphql':
        return new GraphQLWorker();
      default:
        return new EditorWorker();
    }
  },
};
