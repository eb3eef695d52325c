// Sets up the whole test host and prints where its parts are: node test/host/provision/print.mjs
import { provisionDebuggers, provisionHost } from './index.mjs';

const log = (line) => console.error(`provision: ${line}`);
try {
  const host = await provisionHost(log);
  console.log(JSON.stringify({ ...host, ...(await provisionDebuggers(log)) }, undefined, 2));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
