/** One class for both processes: an error keeps its code and its sentence on its way over the wire. */
export { SavepointError } from '../server/savepointError';
