/* The battery clock, in UTC. */
#include "internal.h"

#include <guest/kernel.h>

enum {
    INDEX = 0x70,
    DATA = 0x71,
    SECOND = 0,
    MINUTE = 2,
    HOUR = 4,
    DAY = 7,
    MONTH = 8,
    YEAR = 9,
    STATUS_A = 10,
    STATUS_B = 11,
    UPDATING = 0x80,
    HOURS_24 = 2,
    BINARY = 4,
    AFTERNOON = 0x80,
    TRIES = 100000,
};

static uint8_t cmos(uint8_t index) {
    arch_out8(INDEX, index);
    return arch_in8(DATA);
}

static unsigned number(uint8_t value, uint8_t status) {
    return status & BINARY ? value : (value >> 4) * 10U + (value & 15);
}

/* Days from 1970-01-01 to a day of the civil calendar: years begin in March, so that the leap day is the last. */
static int64_t days(int64_t year, unsigned month, unsigned day) {
    const int64_t y = month <= 2 ? year - 1 : year;
    const int64_t day_of_year = (153 * (month + (month > 2 ? -3U : 9U)) + 2) / 5 + day - 1;

    return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

int64_t arch_rtc_seconds(void) {
    static const uint8_t fields[] = {SECOND, MINUTE, HOUR, DAY, MONTH, YEAR};
    uint8_t now[sizeof fields], again[sizeof fields];
    const uint8_t status = cmos(STATUS_B);
    unsigned tries = TRIES, hour;

    if (status == 0xff)
        return 0;
    do {
        while ((cmos(STATUS_A) & UPDATING) && --tries != 0)
            ;
        for (unsigned i = 0; i < sizeof fields; i++)
            now[i] = cmos(fields[i]);
        for (unsigned i = 0; i < sizeof fields; i++)
            again[i] = cmos(fields[i]);
    } while (__builtin_memcmp(now, again, sizeof now) != 0 && --tries != 0);
    hour = number(now[2] & (uint8_t)~AFTERNOON, status);
    if (!(status & HOURS_24))
        hour = hour % 12 + (now[2] & AFTERNOON ? 12 : 0);
    return ((days(2000 + (int64_t)number(now[5], status), number(now[4], status), number(now[3], status)) * 24 +
             hour) *
                60 +
            number(now[1], status)) *
               60 +
           number(now[0], status);
}

int64_t kernel_clock_realtime_ns(void) {
    static struct arch_lock lock;
    static int64_t start;
    static bool known;
    const bool enabled = arch_lock_take(&lock);

    if (!known) {
        start = arch_rtc_seconds() * 1000000000 - (int64_t)kernel_clock_monotonic_ns();
        known = true;
    }
    arch_lock_release(&lock, enabled);
    return start + (int64_t)kernel_clock_monotonic_ns();
}
