interface Queue {
  running: Promise<unknown>;
  /** What will begin once that has ended: whoever asks before it begins shares it. */
  next: Promise<unknown> | undefined;
}

const queues = new Map<string, Queue>();

/**
 * Does work that writes to one place, of this process never twice at a time. Whoever asks while another is waiting shares that
 * one: it has not begun, so that it sees all that was so when it was asked for.
 * @param place - the same for the same work
 */
export function oneAtATime(place: string, work: () => Promise<unknown>): Promise<unknown> {
  const queue = queues.get(place) ?? { running: Promise.resolve(), next: undefined };
  queues.set(place, queue);
  if (queue.next !== undefined) return queue.next;
  const mine = queue.running
    .catch(() => undefined)
    .then(() => {
      queue.running = mine;
      queue.next = undefined;
      return work();
    });
  queue.next = mine;
  return mine;
}
