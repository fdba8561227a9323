/* What `configure` of the package finds out elsewhere: newlib has the calendar's functions and the names of time
 * zones. */
#define HAVE_CLOCK_GETTIME 1
#define HAVE_DECL_TZNAME 1
#define HAVE_GMTIME_R 1
#define HAVE_LOCALTIME_R 1
#define HAVE_TIME_H 1
#define HAVE_TZNAME 1

/* newlib's own name of it. */
#define timezone _timezone
