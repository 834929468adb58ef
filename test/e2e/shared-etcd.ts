// One object of each kind, as a client sends it, for two servers that share a store.
import type { JsonObject } from '../../src/machinery/declare.ts';

export interface Sample {
  /** Of the collection. */
  readonly path: string;
  /** Without a name. */
  readonly body: JsonObject;
}

const core = '/api/v1/namespaces/default';
const apps = '/apis/apps/v1/namespaces/default';
const template = {
  metadata: { labels: { app: 'web' } },
  spec: {
    containers: [
      {
        name: 'web',
        image: 'registry.invalid/web:1',
        command: ['serve', '--port=80'],
        env: [
          { name: 'MODE', value: 'test' },
          { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
        ],
        ports: [{ name: 'http', containerPort: 80 }],
        resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '1Gi' } },
        readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5 },
        volumeMounts: [{ name: 'settings', mountPath: '/etc/settings', readOnly: true }],
      },
    ],
    volumes: [{ name: 'settings', configMap: { name: 'settings', items: [{ key: 'a', path: 'b' }] } }],
    tolerations: [{ key: 'dedicated', operator: 'Exists', effect: 'NoSchedule' }],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a', 'b'] }] }],
        },
      },
    },
  },
} satisfies JsonObject;
const selector = { matchLabels: { app: 'web' } };

export const samples: Readonly<Record<string, Sample>> = {
  ConfigMap: { path: `${core}/configmaps`, body: { data: { b: '2', a: '1', umlaut: 'ü \u{1f9a6}' }, binaryData: { bytes: 'AAH/' } } },
  Secret: { path: `${core}/secrets`, body: { type: 'Opaque', data: { password: 'aHVudGVyMg==' }, immutable: true } },
  ServiceAccount: { path: `${core}/serviceaccounts`, body: { automountServiceAccountToken: false, imagePullSecrets: [{ name: 'pull' }] } },
  Pod: { path: `${core}/pods`, body: { spec: { ...template.spec, nodeSelector: { disk: 'ssd' } } } },
  PodTemplate: { path: `${core}/podtemplates`, body: { template } },
  ReplicationController: { path: `${core}/replicationcontrollers`, body: { spec: { replicas: 2, selector: { app: 'web' }, template } } },
  Service: {
    path: `${core}/services`,
    body: { spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }], sessionAffinity: 'ClientIP' } },
  },
  Endpoints: {
    path: `${core}/endpoints`,
    body: { subsets: [{ addresses: [{ ip: '10.1.2.3', nodeName: 'n1' }], ports: [{ name: 'http', port: 80 }] }] },
  },
  LimitRange: { path: `${core}/limitranges`, body: { spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] } } },
  ResourceQuota: { path: `${core}/resourcequotas`, body: { spec: { hard: { pods: '1k', 'requests.cpu': '1500m' } } } },
  Event: {
    path: `${core}/events`,
    body: {
      involvedObject: { kind: 'Pod', name: 'shell', namespace: 'default' },
      reason: 'Tested',
      message: 'it was tested',
      type: 'Normal',
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:00:01Z',
      eventTime: '2026-01-01T00:00:00.123456Z',
      action: 'Test',
      reportingComponent: 'test',
      reportingInstance: 'test-1',
      count: 1,
    },
  },
  Node: {
    path: '/api/v1/nodes',
    body: { spec: { podCIDR: '10.244.0.0/24', taints: [{ key: 'k', effect: 'NoSchedule' }] }, status: { capacity: { cpu: '4' } } },
  },
  Deployment: { path: `${apps}/deployments`, body: { spec: { replicas: 3, selector, template, minReadySeconds: 5 } } },
  ReplicaSet: { path: `${apps}/replicasets`, body: { spec: { selector, template } } },
  StatefulSet: {
    path: `${apps}/statefulsets`,
    body: {
      spec: {
        serviceName: 'web',
        selector,
        template,
        volumeClaimTemplates: [
          { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
        ],
      },
    },
  },
  DaemonSet: { path: `${apps}/daemonsets`, body: { spec: { selector, template, updateStrategy: { type: 'OnDelete' } } } },
  ControllerRevision: { path: `${apps}/controllerrevisions`, body: { revision: 7, data: { spec: { nested: [1, 'two', null] } } } },
  Lease: {
    path: '/apis/coordination.k8s.io/v1/namespaces/default/leases',
    body: { spec: { holderIdentity: 'me', leaseDurationSeconds: 15, renewTime: '2026-01-01T00:00:00.000001Z' } },
  },
  EndpointSlice: {
    path: '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
    body: { addressType: 'IPv4', endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: true } }], ports: [{ port: 80 }] },
  },
};
