/* C11's pthread_once(). */
#include <threads.h>

void call_once(once_flag *flag, void (*function)(void)) {
    pthread_once(flag, function);
}
