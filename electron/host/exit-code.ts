import { StoreError } from '../store/store-error.ts';
import { TapeError } from './csv-file.ts';
import { FaultsFileError } from './faults-file.ts';
import { KnowledgeFileError } from './knowledge-file.ts';
import { OrdersFileError } from './orders-file.ts';
import { PolicyFileError } from './policy/load.ts';
import { ScenarioError } from './scenario.ts';
import { UsageError } from './usage.ts';

const BAD_INPUT = [
  UsageError,
  ScenarioError,
  KnowledgeFileError,
  OrdersFileError,
  FaultsFileError,
  PolicyFileError,
  TapeError,
  StoreError,
];

/** What a program ends with when this stops it: 2 for input that the operator can mend (its message says how), 1 for a bug. */
export function exitCode(error: unknown): 1 | 2 {
  return BAD_INPUT.some((kind) => error instanceof kind) ? 2 : 1;
}
