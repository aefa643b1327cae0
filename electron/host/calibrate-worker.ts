import { type MeasureOptions, type MeasureProgress, measure } from '../engine/realism/measure.ts';
import type { Measures } from '../engine/realism/measures.ts';
import { serveTasks } from './threads.ts';

serveTasks<MeasureOptions, Measures, MeasureProgress>(measure);
