import { assertNever } from '../../shared/assert.ts';
import { pilot } from '../engine/compare/pilot.ts';
import { fitModel } from '../engine/train/fit-model.ts';
import { lessonSamples } from '../engine/train/lesson-samples.ts';
import { school } from '../engine/train/school.ts';
import { seedCosts } from '../engine/tune/costs.ts';
import type { LearnTask } from './learn-threads.ts';
import { serveTasks } from './threads.ts';

serveTasks<LearnTask, unknown, number>((task, note) => {
  switch (task.type) {
    case 'pilot':
      return pilot(task.config);
    case 'school':
      return school(task.course, task.seeds, note);
    case 'lesson':
      return lessonSamples(task.lesson);
    case 'fit':
      return fitModel(task.parts);
    case 'costs':
      return seedCosts(task.ordeal, task.routers, task.seed);
    default:
      return assertNever(task);
  }
});
