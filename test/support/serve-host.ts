import { deskArguments } from '../../electron/host/arguments.ts';
import { openDesk } from '../../electron/host/desk.ts';
import { serveTestPage } from '../wire/lines.ts';

/** The browser host as `electron/serve.ts` starts it, with a page of one line in place of the built desk. Runs until it is killed. */
const host = await openDesk(deskArguments(process.argv.slice(2)), { onFault: (error) => console.error(error) });
const web = await serveTestPage(host);
host.start();
console.log(web.address);
