/* Lists, and the order in which threads run. A switch only notes who was chosen. */
#include <geekos/kthread.h>

#include <arch/arch.h>
#include <geekos/int.h>
#include <geekos/malloc.h>
#include <geekos/mem.h>
#include <geekos/synch.h>

#include "host.h"

static int switches;
static char stack[8][PAGE_SIZE];
static int stacks;

void *small_take(size_t size) {
    return malloc(size);
}

void small_give(void *memory) {
    free(memory);
}

bool backing_map(uint64_t base, uint64_t end, size_t reserve) {
    (void)base, (void)end, (void)reserve;
    return true;
}

void backing_unmap(uint64_t base, uint64_t end) {
    (void)base, (void)end;
}

uint64_t arch_clock_ns(void) {
    return 0;
}

void *pages_take(void) {
    return NULL;
}

bool arch_map(uint64_t virtual_address, uint64_t physical_address, uint64_t flags) {
    (void)virtual_address, (void)physical_address, (void)flags;
    return false;
}

void arch_switch(uint64_t *from, uint64_t to) {
    (void)from, (void)to;
    switches++;
}

uint64_t arch_context(uint64_t top, void (*entry)(void *), void *argument) {
    (void)top, (void)entry, (void)argument;
    return (uint64_t)stack[stacks++];
}

_Noreturn void arch_panic_at(const struct arch_frame *frame, const char *format, ...) {
    (void)frame, (void)format;
    abort();
}

void Install_Interrupt_Handler(int interrupt, Interrupt_Handler handler) {
    CHECK(interrupt == 14 && handler == Grow_Stack);
}

static struct Kernel_Thread *thread(int pid, int priority) {
    struct Kernel_Thread *made = calloc(1, sizeof *made);

    made->pid = pid;
    made->priority = priority;
    made->alive = true;
    return made;
}

static void lists(void) {
    struct Thread_Queue queue = {NULL, NULL};
    struct Kernel_Thread *a = thread(1, 0), *b = thread(2, 0), *c = thread(3, 0);

    CHECK(Is_Thread_Queue_Empty(&queue) && Remove_From_Front_Of_Thread_Queue(&queue) == NULL);
    Add_To_Back_Of_Thread_Queue(&queue, a);
    Add_To_Back_Of_Thread_Queue(&queue, b);
    Add_To_Back_Of_Thread_Queue(&queue, c);
    CHECK(Get_Front_Of_Thread_Queue(&queue) == a && Get_Next_In_Thread_Queue(a) == b);
    Remove_From_Thread_Queue(&queue, b);
    CHECK(Get_Next_In_Thread_Queue(a) == c && Get_Next_In_Thread_Queue(c) == NULL);
    Remove_From_Thread_Queue(&queue, c);
    Add_To_Back_Of_Thread_Queue(&queue, b);
    CHECK(Remove_From_Front_Of_Thread_Queue(&queue) == a && Remove_From_Front_Of_Thread_Queue(&queue) == b);
    CHECK(Is_Thread_Queue_Empty(&queue));
    free(a), free(b), free(c);
}

static void run_queue(void) {
    struct Kernel_Thread *low = thread(2, PRIORITY_LOW), *one = thread(3, PRIORITY_NORMAL);
    struct Kernel_Thread *two = thread(4, PRIORITY_NORMAL), *high = thread(5, PRIORITY_HIGH), *idle = Get_Current();
    struct Thread_Queue waiting = {NULL, NULL};

    Disable_Interrupts();
    Make_Runnable(low), Make_Runnable(one), Make_Runnable(two), Make_Runnable(high);
    CHECK(Get_Next_Runnable() == high && Get_Next_Runnable() == one && Get_Next_Runnable() == two);
    CHECK(Get_Next_Runnable() == low);
    CHECK(PANICS(Get_Next_Runnable()));

    /* Round robin among equals, for as long as one of lower priority waits. */
    Disable_Interrupts();
    Make_Runnable(idle), Make_Runnable(low), Make_Runnable(one), Make_Runnable(two);
    Schedule();
    CHECK(Get_Current() == one);
    for (int i = 0; i < 6; i++) {
        Yield();
        CHECK(Get_Current() == (i % 2 == 0 ? two : one));
    }
    /* A quantum is up after four ticks, not before. */
    for (int i = 0; i < 3; i++) {
        Charge_Tick();
        Reschedule_If_Needed();
        CHECK(Get_Current() == one);
    }
    Charge_Tick();
    Reschedule_If_Needed();
    CHECK(Get_Current() == two);
    /* Whoever waits is passed over until woken; the more important takes the processor at once. */
    Wait(&waiting);
    CHECK(Get_Current() == one);
    Wait(&waiting);
    CHECK(Get_Current() == low);
    Wake_Up_One(&waiting);
    Reschedule_If_Needed();
    CHECK(Get_Current() == two);
    Wake_Up(&waiting);
    Reschedule_If_Needed();
    CHECK(Get_Current() == two);
    Wait(&waiting);
    CHECK(Get_Current() == one);
    CHECK(switches > 0);
    free(high);
}

static void stacks_have_owners(void) {
    CHECK(Lookup_Thread(1) != NULL && Lookup_Thread(999) == NULL);
    CHECK(strcmp(upcall_stack_owner(ARCH_STACKS + ARCH_STACK_SLOT), "the idle thread") == 0);
    CHECK(upcall_stack_owner(ARCH_STACKS_END) == NULL && upcall_stack_owner(0) == NULL);
}

static void mutexes(void) {
    static struct Mutex mutex;
    struct Kernel_Thread *owner = Get_Current();

    Mutex_Lock(&mutex);
    CHECK(Is_Held(&mutex) && PANICS(Mutex_Lock(&mutex)));
    Disable_Interrupts();
    Wait(&(struct Thread_Queue){NULL, NULL});
    CHECK(Get_Current() != owner && PANICS(Mutex_Unlock(&mutex)));
    /* Unlocking hands it to the one that waits. */
    struct Kernel_Thread *waits = Get_Current();
    Mutex_Lock(&mutex);
    CHECK(Get_Current() != waits && mutex.owner == owner);
}

int main(void) {
    lists();
    Init_Scheduler();
    run_queue();
    Enable_Interrupts();
    stacks_have_owners();
    mutexes();
    return 0;
}
