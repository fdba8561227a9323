/*
 * The time of a date by UTC, whatever fields are beyond their range, which it then brings into it. -1 and EOVERFLOW
 * for a year that has none, with the fields left.
 */
#include <errno.h>
#include <limits.h>
#include <time.h>

enum {
    DAY_S = 24 * 60 * 60,
    DAYS_OF_400_YEARS = 400 * 365 + 97,
    DAYS_BEFORE_1970 = 719468, /* from 1 March of the year 0 */
};

/* Years begin in March, so that the day of a leap year is the last. */
static long long days_to(long long year, int month) {
    const int since_march = (month + 10) % 12;

    year -= month < 2;
    const long long cycle = (year >= 0 ? year : year - 399) / 400;
    const long long within = year - cycle * 400;
    const long long day = within * 365 + within / 4 - within / 100 + (153 * since_march + 2) / 5;
    return cycle * DAYS_OF_400_YEARS + day - DAYS_BEFORE_1970;
}

time_t timegm(struct tm *date) {
    const int years = (date->tm_mon >= 0 ? date->tm_mon : date->tm_mon - 11) / 12;
    const long long days = days_to(1900LL + date->tm_year + years, date->tm_mon - 12 * years) + date->tm_mday - 1;
    const time_t time = days * DAY_S + date->tm_hour * 3600LL + date->tm_min * 60LL + date->tm_sec;

    if (time < days_to(1900LL + INT_MIN, 0) * DAY_S || time >= days_to(1901LL + INT_MAX, 0) * DAY_S) {
        errno = EOVERFLOW;
        return -1;
    }
    gmtime_r(&time, date);
    return time;
}
