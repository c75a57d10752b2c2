import path from 'node:path';
import { build } from 'vite';

const CLIENT = path.join(import.meta.dirname, 'client');

let made: Promise<{ script: string; style: string }> | undefined;

/** The page's script and style, made once in a process; nothing is written anywhere. */
export function bundle(): Promise<{ script: string; style: string }> {
  made ??= make();
  return made;
}

async function make(): Promise<{ script: string; style: string }> {
  const built = await build({
    root: CLIENT,
    configFile: false,
    envFile: false,
    publicDir: false,
    logLevel: 'error',
    mode: 'production',
    // Whatever the process that makes it runs as.
    oxc: { jsx: { runtime: 'automatic', development: false } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      lib: { entry: path.join(CLIENT, 'main.tsx'), formats: ['iife'], name: 'page', cssFileName: 'page' },
    },
  });
  const [first] = Array.isArray(built) ? built : [built];
  if (!first || !('output' in first)) throw new Error('the page was not made');
  const textOf = (ending: string): string => {
    const file = first.output.find(({ fileName }) => fileName.endsWith(ending));
    if (!file) throw new Error(`the page has no ${ending}`);
    return file.type === 'chunk' ? file.code : String(file.source);
  };
  return { script: textOf('.js'), style: textOf('.css') };
}
