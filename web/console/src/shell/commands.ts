import { shallowRef } from 'vue';

/** Something that the palette offers, and that a key may do. */
export interface Command {
  id: string;
  title: () => string;
  /** Such as Ctrl+S or Alt+PageDown. On a Mac, Cmd counts as Ctrl. */
  keys?: string;
  run: () => void;
}

const commands = shallowRef<Command[]>([]);

/** The commands of the pages and dialogs that are open, the newest first. */
export function useCommands() {
  return {
    commands,
    /** Adds commands, and returns what takes them away again. */
    add(more: Command[]): () => void {
      commands.value = [...more, ...commands.value];
      return () => { commands.value = commands.value.filter((c) => !more.includes(c)); };
    },
  };
}

/** The keys of an event, as commands name them. */
export function keysOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return [event.ctrlKey || event.metaKey ? 'Ctrl' : '', event.altKey ? 'Alt' : '', event.shiftKey ? 'Shift' : '', key].filter(Boolean).join('+');
}

/** Runs the newest command with the event's keys. */
export function runByKeys(event: KeyboardEvent): boolean {
  const keys = keysOf(event);
  const found = commands.value.find((c) => c.keys === keys);
  if (!found) return false;
  event.preventDefault();
  found.run();
  return true;
}
