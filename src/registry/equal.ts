// Where resources look for a comparison of decoded values.
export { equalJson as equal } from '../machinery/json-value.ts';
