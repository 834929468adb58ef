// What `import … from 'kapibara'` gives.
export { startServer, type Server } from './create-server.ts';
export { OptionsError, type ServerOptions } from './options.ts';
