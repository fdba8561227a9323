/*
 * Hands the entries of every folder out in the reverse of the file system's order. Loaded before the C library of a
 * build that `guestpipe check` repeats: what a build makes must not depend on the order in which a file system lists.
 */

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct listing {
    DIR *folder;
    struct dirent64 **entries;
    size_t count;
    size_t next;
    struct listing *after;
};

static struct listing *listings;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

static void *c_library(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);

    if (!found)
        abort();
    return found;
}

static struct listing **place_of(DIR *folder) {
    struct listing **place = &listings;

    while (*place && (*place)->folder != folder)
        place = &(*place)->after;
    return place;
}

static void forget(DIR *folder) {
    pthread_mutex_lock(&guard);
    struct listing **place = place_of(folder), *gone = *place;

    if (gone) {
        *place = gone->after;
        for (size_t i = 0; i < gone->count; i++)
            free(gone->entries[i]);
        free(gone->entries);
        free(gone);
    }
    pthread_mutex_unlock(&guard);
}

/* Reads what is left of `folder`; an error of the file system ends the listing and is lost, as at a short folder. */
static struct listing *read_whole(DIR *folder) {
    struct dirent64 *(*read_one)(DIR *) = c_library("readdir64");
    struct listing *listing = calloc(1, sizeof *listing);
    size_t room = 0;

    if (!listing)
        return NULL;
    listing->folder = folder;
    for (struct dirent64 *entry; (entry = read_one(folder)) != NULL; listing->count++) {
        if (listing->count == room) {
            room = room ? 2 * room : 64;
            listing->entries = reallocarray(listing->entries, room, sizeof *listing->entries);
            if (!listing->entries)
                abort();
        }
        listing->entries[listing->count] = malloc(entry->d_reclen);
        if (!listing->entries[listing->count])
            abort();
        memcpy(listing->entries[listing->count], entry, entry->d_reclen);
    }
    listing->after = listings;
    listings = listing;
    return listing;
}

struct dirent64 *readdir64(DIR *folder) {
    struct dirent64 *entry = NULL;
    int before = errno;

    pthread_mutex_lock(&guard);
    struct listing *listing = *place_of(folder);

    if (!listing)
        listing = read_whole(folder);
    if (listing && listing->next < listing->count)
        entry = listing->entries[listing->count - ++listing->next];
    pthread_mutex_unlock(&guard);
    errno = before;
    return entry;
}

struct dirent *readdir(DIR *folder) {
    /* On x86-64 the two are the same layout. */
    return (struct dirent *)readdir64(folder);
}

long telldir(DIR *folder) {
    pthread_mutex_lock(&guard);
    struct listing *listing = *place_of(folder);
    long place = listing ? (long)listing->next : 0;

    pthread_mutex_unlock(&guard);
    return place;
}

void seekdir(DIR *folder, long place) {
    pthread_mutex_lock(&guard);
    struct listing *listing = *place_of(folder);

    if (listing && place >= 0 && (size_t)place <= listing->count)
        listing->next = (size_t)place;
    pthread_mutex_unlock(&guard);
}

void rewinddir(DIR *folder) {
    void (*rewind_it)(DIR *) = c_library("rewinddir");

    forget(folder);
    rewind_it(folder);
}

int closedir(DIR *folder) {
    int (*close_it)(DIR *) = c_library("closedir");

    forget(folder);
    return close_it(folder);
}
