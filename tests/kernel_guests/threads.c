/*
 * kernel: geekos
 * expect-exit: 0
 */
#include "guest.h"

#include <geekos/int.h>
#include <geekos/kthread.h>
#include <geekos/mem.h>

static char order[8];
static int count;

static void note(unsigned long name) {
    order[count++] = (char)name;
    Exit((int)name * 2);
}

static void returns(unsigned long arg) {
    (void)arg;
}

static void priorities(void) {
    struct Kernel_Thread *low, *high, *equal;
    bool atomic = Begin_Int_Atomic();

    low = Start_Kernel_Thread(note, 'l', PRIORITY_LOW, false);
    equal = Start_Kernel_Thread(note, 'e', PRIORITY_NORMAL, false);
    high = Start_Kernel_Thread(note, 'h', PRIORITY_HIGH, false);
    CHECK(low != NULL && equal != NULL && high != NULL);
    CHECK(Lookup_Thread(high->pid) == high);
    End_Int_Atomic(atomic);
    Yield();
    CHECK(Join(low) == 'l' * 2 && Join(equal) == 'e' * 2 && Join(high) == 'h' * 2);
    CHECK(count == 3 && order[0] == 'h' && order[1] == 'e' && order[2] == 'l');
}

/* Threads that have ended leave no memory behind, joined or detached. */
static void recycling(void) {
    size_t free = 0;

    for (int i = 0; i < 500; i++) {
        struct Kernel_Thread *thread = Start_Kernel_Thread(returns, 0, PRIORITY_NORMAL, i % 2 == 0);
        CHECK(thread != NULL);
        if (i % 2 != 0)
            CHECK(Join(thread) == 0);
        else
            Yield();
        if (i == 10)
            free = Count_Free_Pages();
    }
    Reap_Threads();
    CHECK(Count_Free_Pages() + 2 >= free);
}

static int guest(int argc, char **argv, char **envp) {
    (void)argc, (void)argv, (void)envp;
    CHECK(Get_Current()->priority == PRIORITY_NORMAL);
    priorities();
    recycling();
    return 0;
}
