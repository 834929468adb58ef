// What a kind's status is before anybody knows anything.
import { expect, test } from 'vitest';
import { Gadget } from '../../test/support/gadget.ts';
import { groupVersion, int32, message, object, quantity, string } from '../machinery/declare.ts';
import { ObjectMeta } from '../machinery/meta/v1.ts';
import { emptyStatus } from './empty-status.ts';

class Tank extends groupVersion('test.kapibara.io/v1').kind('Tank', () => ({
  metadata: object(1, ObjectMeta),
  status: object(2, TankStatus),
})) {}
class TankStatus extends message('TankStatus', () => ({
  phase: string(1).default('Pending'),
  note: string(2),
  level: int32(3).optional(),
  volume: quantity(4),
  inlet: object(5, Valve),
})) {}
class Valve extends message('Valve', () => ({ open: int32(1).required() })) {}

test('holds the fields that are always there', () => {
  expect(emptyStatus(Gadget)).toEqual({ replicas: 0 });
  expect(emptyStatus(Tank)).toEqual({ phase: 'Pending', volume: '0', inlet: { open: 0 } });
});

test('of a kind without status is empty', () => {
  expect(emptyStatus(Valve)).toEqual({});
});
