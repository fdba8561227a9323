/* Queues of tasks. The lock of scheduling is held. */
#ifndef KITTEN_QUEUE_H
#define KITTEN_QUEUE_H

#include <kitten/task.h>

static inline void queue_add_last(struct task_queue *queue, struct task *task) {
    task->queue = queue;
    task->previous = queue->last;
    task->next = NULL;
    *(queue->last == NULL ? &queue->first : &queue->last->next) = task;
    queue->last = task;
}

static inline void queue_add_first(struct task_queue *queue, struct task *task) {
    task->queue = queue;
    task->previous = NULL;
    task->next = queue->first;
    *(queue->first == NULL ? &queue->last : &queue->first->previous) = task;
    queue->first = task;
}

static inline void queue_remove(struct task *task) {
    struct task_queue *queue = task->queue;

    *(task->previous == NULL ? &queue->first : &task->previous->next) = task->next;
    *(task->next == NULL ? &queue->last : &task->next->previous) = task->previous;
    task->queue = NULL;
    task->previous = task->next = NULL;
}

#endif
