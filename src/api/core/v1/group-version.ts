// The core group, version 1. In a file of its own because every kind of it is declared by it.
import { groupVersion, type GroupVersion } from '../../../machinery/declare.ts';

export const v1: GroupVersion<'v1'> = groupVersion('v1');
