import { homedir } from 'node:os';
import { join } from 'node:path';

/** The record that every desk of this user shares, where the platform keeps such things. */
export function defaultRecord(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  return join(dataFolder(env, platform), 'fairway.db');
}

function dataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Fairway');
  if (platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Fairway');
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'fairway');
}
