#!/usr/bin/env node
// The `kapibara` command's first file. It must parse on every Node ever released, as a script and as a module, so that an
// old one gets a sentence and not a syntax error: no import, no export, no syntax newer than 2009's.

(function () {
  var need = [24, 15];
  var have = process.versions.node.split('.').map(Number);
  if (have[0] < need[0] || (have[0] === need[0] && have[1] < need[1])) {
    fail('kapibara needs Node ' + need.join('.') + ' or newer; this is ' + process.version + ' (' + process.execPath + ')');
  }

  var path = process.getBuiltinModule('path');
  var fs = process.getBuiltinModule('fs');
  var root = path.dirname(path.dirname(fs.realpathSync(process.argv[1])));
  var bundle = path.join(root, 'dist', 'bin', 'kapibara.js');
  if (!fs.existsSync(bundle)) fail('kapibara is not built: run `npm run build` in ' + root);

  // Compiled code is kept in the user's own cache folder: the install may be read-only, and a shared temporary folder
  // would let others plant code. Where it cannot be written the command starts without a cache.
  var home = process.getBuiltinModule('os').homedir();
  var cache = process.env.XDG_CACHE_HOME || path.join(home, '.cache');
  var module = process.getBuiltinModule('module');
  module.enableCompileCache(path.join(cache, 'kapibara', 'compiled'));
  // Node writes the cache when it exits in an orderly way; a server that is killed one day should have left it too.
  setTimeout(module.flushCompileCache, 5000).unref();

  // Spelled as a string because `import(` itself is a syntax error before Node 10.
  new Function('url', 'return import(url)')(process.getBuiltinModule('url').pathToFileURL(bundle).href)
    .then(function (command) {
      return command.main(process.argv.slice(2));
    })
    .catch(function (error) {
      // What commander refuses it has already explained.
      if (/^commander\./.test(error.code)) process.exit(error.exitCode);
      fail('kapibara: ' + error.message);
    });

  function fail(why) {
    console.error(why);
    process.exit(1);
  }
})();
