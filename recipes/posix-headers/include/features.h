/* What programs for Linux include for what <sys/features.h> says. */
#ifndef GUEST_FEATURES_H
#define GUEST_FEATURES_H

#include <sys/features.h>

#endif
