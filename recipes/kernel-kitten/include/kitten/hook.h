/* The timer's hook: a task that runs on the primary thread's processor while that one stands still. */
#ifndef KITTEN_HOOK_H
#define KITTEN_HOOK_H

#include <kitten/sched.h>

/* False, and nothing changed, if there is no memory for it. */
bool hook_set(void (*hook)(void), uint64_t interval_ns);

/* With the lock of scheduling held: whether there is one; when it is due on this processor, UINT64_MAX if not at all;
 */
bool hook_is_set(void);
uint64_t hook_due(const struct cpu *cpu);

/* let it run here if it is due; */
void hook_run_if_due(struct cpu *cpu, uint64_t now);

/* whether it was called since the current task was last told, and now it is told; */
bool hook_take_event(void);
uint64_t hook_calls(void);

/* have it run elsewhere, now that there is no primary thread any more; */
void hook_move_home(void);

/* and the thread pointer that it has. */
void hook_follow_thread_pointer(uint64_t thread_pointer);

/* Whether the current task is the hook's. */
bool hook_is_current(void);

/* Who waits for events, among them calls of the hook. */
extern struct task_queue event_queue;

#endif
