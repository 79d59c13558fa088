/** The network of the tests. A test gives it the handlers of its world. */
import { setupServer } from 'msw/node';

export const server = setupServer();
