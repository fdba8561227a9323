/*
 * Kitten's scheduling and its waiting for words on a machine of four processors that never run: a switch only notes
 * who was chosen, and the test says on which processor it is.
 */
#include <kitten/futex.h>
#include <kitten/hook.h>
#include <kitten/mutex.h>
#include <kitten/queue.h>
#include <kitten/sched.h>

#include <asm/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"

enum { CPUS = 4, THREADS = 12 };

static struct arch_processor processors[CPUS];
static struct task threads[THREADS];
static uint64_t now, timer_in[CPUS];
static unsigned poked; /* a bit for each processor that was interrupted */
static uint64_t thread_pointers;

/* ---- The machine ---- */

static void be(unsigned number) {
    CHECK(syscall(SYS_arch_prctl, ARCH_SET_GS, &processors[number]) == 0);
}

void *small_take(size_t size) {
    return calloc(1, size);
}

bool backing_allows(const void *bytes, size_t count, bool write) {
    (void)count, (void)write;
    return bytes != NULL;
}

uint64_t arch_timestamp_ns(void) {
    return now;
}

void arch_local_timer_start(void) {
}

void arch_local_timer_set(uint64_t in_ns) {
    timer_in[arch_processor()->number] = in_ns;
}

void arch_local_timer_stop(void) {
    timer_in[arch_processor()->number] = UINT64_MAX;
}

/* It is this processor's own number that goes up. */
void arch_forget_seldom(unsigned *count) {
    CHECK(count == &cpu_numbered(arch_processor()->number)->expired);
    ++*count;
}

void arch_processor_interrupt(const struct arch_processor *processor, unsigned vector) {
    CHECK(vector == ARCH_WAKE_VECTOR);
    poked |= 1U << processor->number;
}

bool arch_thread_pointer_set(uint64_t address) {
    thread_pointers = address;
    return true;
}

void arch_switch(uint64_t *from, uint64_t to) {
    (void)from, (void)to;
}

/* ---- The rest of the kernel ---- */

static bool is_hooked;
static unsigned buried;

void task_bury(struct task *task) {
    buried++;
    futex_count_ended(task);
}

unsigned task_count(void) {
    return 1;
}

bool hook_is_set(void) {
    return is_hooked;
}

uint64_t hook_due(const struct cpu *cpu) {
    (void)cpu;
    return UINT64_MAX;
}

void hook_run_if_due(struct cpu *cpu, uint64_t time) {
    (void)cpu, (void)time;
}

void task_reclaim_stacks(void) {
}

/* ---- Helpers ---- */

static struct task *thread(unsigned number, uint64_t cpus) {
    threads[number] = (struct task){.number = number, .cpus = cpus, .state = TASK_WAITING, .thread_pointer = number};
    return &threads[number];
}

static struct task *on(unsigned number) {
    return cpu_numbered(number)->current;
}

static void check_on(unsigned number) {
    be(number);
    sched_check();
}

static void make_ready(struct task *task) {
    const bool enabled = sched_lock();

    poked = 0;
    sched_ready(task);
    sched_unlock(enabled);
}

static bool idles(unsigned number) {
    return on(number) == &cpu_numbered(number)->idle;
}

/* What runs on a processor waits for nothing from now on. */
static void put_aside(unsigned number) {
    be(number);
    const bool enabled = sched_lock();
    task_current()->state = TASK_WAITING;
    sched_leave();
    sched_unlock(enabled);
}

static void clear(unsigned number) {
    while (!idles(number))
        put_aside(number);
}

/* ---- The tests ---- */

static void start(void) {
    for (unsigned number = 0; number < CPUS; number++) {
        processors[number] = (struct arch_processor){.self = &processors[number], .number = number};
        timer_in[number] = UINT64_MAX;
        cpu_create(number);
        be(number);
        cpu_begin();
    }
    CHECK(cpus_online() == 15);
}

static void who_idles_is_taken_first(void) {
    /* Of those that idle, the one where it ran last. */
    be(0);
    thread(5, 15)->cpu = 2;
    make_ready(&threads[5]);
    CHECK(threads[5].cpu == 2 && poked == 4);
    check_on(2);
    CHECK(on(2) == &threads[5]);
    put_aside(2);
    CHECK(idles(2));
    be(0);
    make_ready(thread(1, 15));
    check_on(0);
    CHECK(on(0) == &threads[1] && threads[1].state == TASK_RUNNING && thread_pointers == 1);
    CHECK(timer_in[0] == UINT64_MAX);
    /* Processor 0 is taken: another idles, and is told. */
    make_ready(thread(2, 15));
    CHECK(poked == 2 && threads[2].cpu == 1);
    check_on(1);
    /* Pinned to one that is busy it has to wait, and there they take turns from now on. */
    be(0);
    make_ready(thread(3, 1));
    CHECK(poked == 0 && idles(2) && timer_in[0] == SCHED_SLICE_NS);
    check_on(2);
    CHECK(idles(2)); /* it may not run there */
    /* Where nobody idles, the shortest queue: 0 has one that waits. */
    be(1);
    make_ready(thread(4, 3));
    CHECK(threads[4].cpu == 1);
}

static void turns_are_taken(void) {
    CHECK(on(0) == &threads[1]);
    now += SCHED_SLICE_NS / 2;
    check_on(0);
    CHECK(on(0) == &threads[1]);
    now += SCHED_SLICE_NS / 2;
    check_on(0);
    CHECK(on(0) != &threads[1] && threads[1].state == TASK_READY);
    /* One that may run anywhere goes to a processor with nothing to do. */
    check_on(2);
    CHECK(on(2) == &threads[1] && threads[1].cpu == 2);
}

static void pins_move(void) {
    const bool enabled = sched_lock();

    be(0);
    poked = 0;
    threads[1].cpus = 8;
    sched_move(&threads[1]); /* runs on 2: that one is interrupted */
    CHECK(poked == 4);
    sched_unlock(enabled);
    check_on(2);
    CHECK(on(2) != &threads[1]);
    check_on(3);
    CHECK(on(3) == &threads[1]);
}

static void words(void) {
    static uint32_t word = 5, other = 5;
    struct task *waiter[3];

    /* Three wait, each on its processor; those that came first are woken first. */
    for (unsigned i = 0; i < 3; i++) {
        be(i == 2 ? 3 : i);
        waiter[i] = task_current();
        futex_count_started();
        CHECK(waiter[i] != NULL && waiter[i]->number != 0);
    }
    futex_count_started(); /* and one that does not */
    for (unsigned i = 0; i < 3; i++) {
        be(i == 2 ? 3 : i);
        CHECK(kernel_futex_wait(&word, 4, UINT64_MAX) == -KERNEL_EAGAIN);
        kernel_futex_wait(&word, 5, UINT64_MAX);
        CHECK(waiter[i]->state == TASK_WAITING && waiter[i]->is_endless);
    }
    be(0);
    CHECK(kernel_futex_wake(&other, 9) == 0);
    CHECK(kernel_futex_wait((const uint32_t *)((const char *)&word + 1), 5, 0) == -KERNEL_EINVAL);
    CHECK(kernel_futex_wait(&word, 5, now) == -KERNEL_ETIMEDOUT);
    /* Now only one could wake them: it must not wait without end, unless there is a hook. */
    CHECK(kernel_futex_wait(&other, 5, UINT64_MAX) == -KERNEL_EDEADLK);
    CHECK(kernel_futex_wake(&word, 1) == 1 && waiter[0]->state != TASK_WAITING);
    CHECK(waiter[1]->state == TASK_WAITING && waiter[2]->state == TASK_WAITING);
    CHECK(kernel_futex_wake(&word, 9) == 2 && waiter[1]->state != TASK_WAITING);
}

/* Those whose time has come are woken, the others stay, and the timer is for the next. */
static void times(void) {
    static uint32_t word;
    struct task *early, *late;

    clear(3);
    make_ready(thread(7, 8));
    check_on(3);
    early = task_current();
    CHECK(early == &threads[7]);
    kernel_futex_wait(&word, 0, now + 1000);
    CHECK(timer_in[3] == 1000 && early->is_sleeping);
    clear(3);
    make_ready(thread(6, 8));
    check_on(3);
    late = task_current();
    CHECK(late == &threads[6]);
    kernel_futex_wait(&word, 0, now + 5000);
    now += 1000;
    sched_expire();
    CHECK(!early->is_sleeping && early->is_timed_out && early->state == TASK_READY);
    CHECK(late->is_sleeping && late->state == TASK_WAITING);
    sched_check();
    CHECK(on(3) == early && timer_in[3] == 4000);
    CHECK(kernel_futex_wake(&word, 9) == 1 && !late->is_sleeping && !late->is_timed_out);
}

int main(void) {
    start();
    who_idles_is_taken_first();
    turns_are_taken();
    pins_move();
    words();
    times();
    CHECK(buried == 0);
    return 0;
}
