/* Users and groups: what /etc/passwd and /etc/group of the guest list, if it has such files. */
#ifndef STUBS_ACCOUNTS_H
#define STUBS_ACCOUNTS_H

#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>

/* Room enough for what one line of a usual file says. */
enum { ACCOUNT_ROOM = 1024 };

/*
 * Find the user or group of this name, or by a null pointer of this number. Returns 0 and the entry in `found`, whose
 * text is in `buffer`; 0 and a null pointer there if there is none, or no such file; else an error of errno.h: ERANGE
 * if the buffer is too small. Lines that are not of the form are passed over.
 */
int stubs_user_find(const char *name, uid_t number, struct passwd *entry, char *buffer, size_t size,
                    struct passwd **found);
int stubs_group_find(const char *name, gid_t number, struct group *entry, char *buffer, size_t size,
                     struct group **found);

/* The same; what is found lasts until the next call of these and of stubs_*s_read. Null pointer and errno: an error.
 */
struct passwd *stubs_user_last(const char *name, uid_t number);
struct group *stubs_group_last(const char *name, gid_t number);

/* The next of all. A null pointer: that was the last, or, with errno, an error. */
struct passwd *stubs_users_read(void);
struct group *stubs_groups_read(void);

/* Let the next be the first. */
void stubs_users_rewind(void);
void stubs_groups_rewind(void);

/* One of the two files. */
struct accounts {
    const char *path;
    /* Make an entry of a line in a buffer of `size` bytes: 0; EINVAL: it is not of the form; ERANGE. */
    int (*parse)(char *line, size_t size, void *entry);
    /* Whether an entry has this name, or by a null pointer this number. */
    bool (*is)(const void *entry, const char *name, unsigned number);
    FILE *all; /* while it is read from its beginning to its end */
};

/* Find an entry, whose text is then in `buffer`. 0; ENOENT: there is none, or no such file; else an error of errno.h.
 */
int stubs_account_find(const struct accounts *accounts, const char *name, unsigned number, void *entry, char *buffer,
                       size_t size);

/* Read the next of all. False: that was the last, or, with errno, an error. */
bool stubs_account_read(struct accounts *accounts, void *entry, char *buffer, size_t size);

/* Let the next be the first. */
void stubs_accounts_rewind(struct accounts *accounts);

/* Split a line at colons. Tells whether that gives `count` fields. */
bool stubs_account_split(char *line, char *fields[], size_t count);

/* Tell whether `text` is the number of a user or group, and read it. */
bool stubs_account_number(const char *text, unsigned long *number);

#endif
