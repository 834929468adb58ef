// A session with kubectl, as data: what is typed, how it must exit, what it must print. The expectations were taken from the
// same session against kube-apiserver 1.36.

export interface Step {
  readonly args: readonly string[];
  /** Standard input. */
  readonly input?: string;
  /** Default 0. */
  readonly exit?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Must be in standard output: each of them. */
  readonly prints?: readonly (string | RegExp)[];
  /** Must be in standard error. */
  readonly complains?: string | RegExp;
}

const inShop = (...args: string[]): string[] => ['-n', 'shop', ...args];
const step = (args: string[], ...prints: (string | RegExp)[]): Step => ({ args, prints });

/** `{app}` stands for the path of app.yaml, `{edit}` for that of an editor that turns blue into green. */
export const session: readonly Step[] = [
  step(['version'], 'Client Version: v1.36', 'Server Version: v1.36'),
  step(['api-versions'], /^apps\/v1$/m, /^v1$/m, /^coordination\.k8s\.io\/v1$/m, /^events\.k8s\.io\/v1$/m),
  step(
    ['api-resources'],
    /^configmaps +cm +v1 +true +ConfigMap$/m,
    /^deployments +deploy +apps\/v1 +true +Deployment$/m,
    /^nodes +no +v1 +false +Node$/m,
  ),
  step(['api-resources', '--namespaced=false', '-o', 'name'], /^namespaces$/m, /^nodes$/m),
  step(['get', 'namespaces'], /^default +Active +\d+/m, /^kube-system +Active/m, /^kube-public +Active/m, /^kube-node-lease +Active/m),

  step(
    ['apply', '-f', '{app}'],
    'namespace/shop created',
    'configmap/settings created',
    'secret/login created',
    'service/web created',
    'deployment.apps/web created',
    'pod/shell created',
  ),
  step(
    ['apply', '-f', '{app}'],
    'namespace/shop unchanged',
    'configmap/settings unchanged',
    'deployment.apps/web unchanged',
    'pod/shell unchanged',
  ),
  { args: ['diff', '-f', '{app}'], exit: 0 },

  step(inShop('get', 'pods'), /^NAME +READY +STATUS +RESTARTS +AGE$/m, /^shell +0\/1 +Pending +0 +\d+/m),
  step(
    inShop('get', 'all', '-o', 'wide'),
    /^pod\/shell +0\/1 +Pending +0 +\S+ +<none> +<none> +<none> +<none>$/m,
    /^service\/web +ClusterIP +10\.0\.0\.\d+ +<none> +80\/TCP +\S+ +app=web$/m,
    /^deployment\.apps\/web +0\/2 +0 +0 +\S+ +web +registry\.invalid\/web:1 +app=web$/m,
  ),
  step(inShop('get', 'configmap', 'settings', '-o', 'yaml'), 'color: blue', 'size: "10"', 'kind: ConfigMap', 'name: settings'),
  step(inShop('get', 'secret', 'login', '-o', 'json'), '"password": "aHVudGVyMg=="', '"type": "Opaque"'),
  step(inShop('get', 'secret', 'login', '-o', 'jsonpath={.data.password}'), 'aHVudGVyMg=='),
  step(inShop('get', 'pods', '-o', 'name'), /^pod\/shell$/m),
  step(inShop('get', 'pods', '-l', 'app=shell', '-o', 'name'), 'pod/shell'),
  step(['get', 'pods', '-A', '-l', 'app=shell', '--field-selector', 'status.phase=Pending'], /^shop +shell +0\/1/m),
  { args: inShop('get', 'pods', '--field-selector', 'status.phase=Running'), complains: 'No resources found in shop namespace.' },
  { args: inShop('get', 'pods', '--field-selector', 'spec.nonsense=1'), exit: 1, complains: /field label not supported: spec\.nonsense/ },
  step(['get', 'namespaces', '--chunk-size=1', '-o', 'name'], 'namespace/default', 'namespace/shop'),
  { args: inShop('get', 'pod', 'nobody'), exit: 1, complains: 'Error from server (NotFound): pods "nobody" not found' },
  { args: ['get', 'nonsense'], exit: 1, complains: `the server doesn't have a resource type "nonsense"` },

  step(inShop('describe', 'deployment', 'web'), /^Name: +web$/m, /^Replicas: +2 desired/m, 'registry.invalid/web:1'),
  step(inShop('describe', 'pod', 'shell'), /^Name: +shell$/m, 'registry.invalid/shell:1'),
  step(inShop('describe', 'service', 'web'), /^Type: +ClusterIP$/m, /^Selector: +app=web$/m),
  step(inShop('describe', 'configmap', 'settings'), /^color:$/m),
  step(['describe', 'namespace', 'shop'], /^Status: +Active$/m),
  step(
    ['explain', 'deployment.spec.strategy'],
    /^KIND: +Deployment$/m,
    'FIELD: strategy <DeploymentStrategy>',
    'rollingUpdate\t<RollingUpdateDeployment>',
  ),
  step(['explain', 'pods', '--recursive'], 'containers\t<[]Container> -required-', 'terminationGracePeriodSeconds\t<integer>'),

  { args: inShop('edit', 'configmap', 'settings'), env: { KUBE_EDITOR: '{edit}' }, prints: ['configmap/settings edited'] },
  step(inShop('get', 'configmap', 'settings', '-o', 'jsonpath={.data.color}'), 'green'),
  step(
    inShop('patch', 'deployment', 'web', '-p', '{"spec":{"template":{"spec":{"containers":[{"name":"web","workingDir":"/srv"}]}}}}'),
    'deployment.apps/web patched',
  ),
  step(
    inShop(
      'get',
      'deployment',
      'web',
      '-o',
      'jsonpath={.spec.template.spec.containers[0].workingDir} {.spec.template.spec.containers[0].image}',
    ),
    '/srv registry.invalid/web:1',
  ),
  step(inShop('patch', 'configmap', 'settings', '--type', 'merge', '-p', '{"data":{"color":"red"}}'), 'configmap/settings patched'),
  step(
    inShop('patch', 'configmap', 'settings', '--type', 'json', '-p', '[{"op":"remove","path":"/data/size"}]'),
    'configmap/settings patched',
  ),
  step(inShop('get', 'configmap', 'settings', '-o', 'jsonpath={.data}'), '{"color":"red"}'),
  step(inShop('label', 'configmap', 'settings', 'tier=front'), 'configmap/settings labeled'),
  {
    args: inShop('label', 'configmap', 'settings', 'tier=back'),
    exit: 1,
    complains: "'tier' already has a value (front), and --overwrite is false",
  },
  step(inShop('label', 'configmap', 'settings', 'tier=back', '--overwrite'), 'configmap/settings labeled'),
  step(inShop('annotate', 'pod', 'shell', 'note=hi'), 'pod/shell annotated'),
  step(inShop('scale', 'deployment', 'web', '--replicas=5'), 'deployment.apps/web scaled'),
  {
    args: inShop('scale', 'deployment', 'web', '--current-replicas=3', '--replicas=4'),
    exit: 1,
    complains: 'Expected replicas to be 3, was 5',
  },
  step(inShop('get', 'deployment', 'web', '-o', 'jsonpath={.spec.replicas} {.metadata.generation}'), '5 3'),
  step(inShop('set', 'image', 'deployment/web', 'web=registry.invalid/web:2'), 'deployment.apps/web image updated'),
  step(inShop('set', 'env', 'deployment/web', 'MODE=prod'), 'deployment.apps/web env updated'),
  step(inShop('get', 'deployment', 'web', '-o', 'jsonpath={..image} {..env[0].value}'), 'registry.invalid/web:2 prod'),
  step(inShop('rollout', 'history', 'deployment', 'web'), 'No rollout history found.'),
  {
    args: ['replace', '-f', '-'],
    input: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"shop"},"data":{"only":"this"}}',
    prints: ['configmap/settings replaced'],
  },
  step(inShop('get', 'configmap', 'settings', '-o', 'jsonpath={.data}{.metadata.labels}'), '{"only":"this"}'),
  { args: ['diff', '-f', '{app}'], exit: 1, prints: ['+  color: blue'] },

  step(inShop('run', 'tmp', '--image=registry.invalid/x'), 'pod/tmp created'),
  step(inShop('expose', 'deployment', 'web', '--name=web2', '--port=81', '--type=NodePort'), 'service/web2 exposed'),
  step(inShop('get', 'service', 'web2'), /^web2 +NodePort +10\.0\.0\.\d+ +<none> +81:3\d{4}\/TCP/m),
  step(inShop('create', 'configmap', 'c1', '--from-literal=a=b'), 'configmap/c1 created'),
  step(inShop('create', 'secret', 'generic', 's1', '--from-literal=a=b'), 'secret/s1 created'),
  step(inShop('create', 'serviceaccount', 'bot'), 'serviceaccount/bot created'),
  step(inShop('create', 'deployment', 'd1', '--image=registry.invalid/d'), 'deployment.apps/d1 created'),
  step(inShop('create', 'service', 'clusterip', 'svc1', '--tcp=5678:8080'), 'service/svc1 created'),
  step(['create', 'namespace', 'spare'], 'namespace/spare created'),
  { args: ['create', 'namespace', 'spare'], exit: 1, complains: 'Error from server (AlreadyExists): namespaces "spare" already exists' },
  { args: ['create', '-n', 'missing', 'configmap', 'x'], exit: 1, complains: 'namespaces "missing" not found' },
  {
    args: inShop('create', 'configmap', 'c2', '--from-literal=a=b', '--dry-run=server'),
    prints: ['configmap/c2 created (server dry run)'],
  },
  { args: inShop('get', 'configmap', 'c2'), exit: 1, complains: 'not found' },
  { args: inShop('events'), complains: 'No events found in shop namespace.' },
  {
    args: inShop('create', '-f', '-'),
    input:
      '{"apiVersion":"v1","kind":"Event","metadata":{"name":"shell.1"},"involvedObject":{"kind":"Pod","name":"shell","namespace":"shop","apiVersion":"v1"},"reason":"Tested","message":"it was tested","type":"Normal","firstTimestamp":"2026-01-01T00:00:00Z","lastTimestamp":"2026-01-01T00:00:00Z","count":1}',
    prints: ['event/shell.1 created'],
  },
  step(inShop('events', '--for', 'pod/shell'), /Normal +Tested +Pod\/shell +it was tested/),
  step(inShop('get', 'events'), /Normal +Tested +pod\/shell +it was tested/),
  step(['get', '--raw', '/version'], /"gitVersion": ?"v1\.36/),
  step(['get', '--raw', '/api/v1/namespaces/shop/configmaps/c1'], '"data":{"a":"b"}'),
  step(['get', '--raw', '/readyz?verbose'], 'readyz check passed'),

  step(inShop('delete', 'configmap', 'c1'), 'configmap "c1" deleted'),
  step(inShop('delete', 'pod', 'tmp', '--wait=false'), 'pod "tmp" deleted'),
  step(inShop('delete', 'pods', '-l', 'app=shell'), 'pod "shell" deleted'),
  step(inShop('delete', 'secrets', '--all'), 'secret "login" deleted', 'secret "s1" deleted'),
  { args: inShop('delete', 'configmap', 'c1'), exit: 1, complains: 'configmaps "c1" not found' },
  step(inShop('delete', 'configmap', 'c1', '--ignore-not-found')),
  step(['delete', 'namespace', 'spare', '--wait=false'], 'namespace "spare" deleted'),
  step(['delete', 'namespace', 'shop'], 'namespace "shop" deleted'),
  { args: ['get', 'namespace', 'shop'], exit: 1, complains: 'namespaces "shop" not found' },
  { args: ['delete', 'namespace', 'default'], exit: 1, complains: 'this namespace may not be deleted' },
];
