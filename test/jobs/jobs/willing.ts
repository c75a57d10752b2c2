import { leave, untilStopped } from '../../../jobs/thread.ts';

const stopping = untilStopped();
stopping.addEventListener('abort', leave);
